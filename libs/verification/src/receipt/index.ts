export * from './check-receipt';
export * from './receipt-html';
export { stepTexts } from './texts';
