/** Parts of the names of Philippine companies, besides surnames. */
import { wordList } from "./word_list.ts";

/** Native words that companies choose for a name. */
export const PROPER_NAMES = wordList(`
  Sampaguita, Bagong Araw, Bituin, Bahaghari, Bayanihan, Perlas, Silangan, Maharlika, Mabuhay, Amihan,
  Habagat, Kalayaan, Luntian, Gintong Ani, Masagana, Tatak Pinoy, Likha, Sinag, Tala, Hiraya, Dalampasigan,
  Bukang Liwayway, Tanglaw, Ugnayan, Pamana, Kaunlaran, Matatag, Lakambini, Malasakit, Kabuhayan
`);

/** The trades of companies. */
export const TRADES = wordList(`
  Trading, Foods, Bakery, Construction, Hardware, Marketing, Textiles, Garments, Electronics, Pharmacy,
  Printing, Furniture, Shipping, Logistics, Fisheries, Rice Mill, Poultry, Agri Supply, Auto Parts, Motors,
  Realty, Catering, Merchandising, Packaging, Plastics, Steel, Lumber, Handicrafts, Jewelry, Optical,
  Travel, Security Services, Engineering, Manufacturing, Distributors, Import Export, Cold Storage,
  Water Refilling, Laundry, Computer Center, General Merchandise, Coffee, Sugar Mill, Coconut Products,
  Footwear, Medical Supplies, Office Supplies, Beauty Products
`);

export const LEGAL_FORMS = wordList(`
  Corporation, Incorporated, Company Limited, Enterprises, Holdings, Group of Companies, Ventures, Cooperative
`);
