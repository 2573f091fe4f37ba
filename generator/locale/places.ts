/** What a Philippine street address is made of. */
import { wordList } from "./word_list.ts";

/** Heroes, trees, flowers and mountains after which streets are named. */
export const STREETS = wordList(`
  Rizal, Mabini, Bonifacio, Del Pilar, Luna, Aguinaldo, Burgos, Gomez, Zamora, Jacinto, Lapu-Lapu, Quezon,
  Osmeña, Roxas, Quirino, Magsaysay, Garcia, Macapagal, Laurel, Recto, Taft, Legarda, Lacson, Lopez Jaena,
  Ponce, Malvar, Silang, Tandang Sora, Balagtas, Katipunan, Maharlika, Kalayaan, Bayani, Sampaguita,
  Ilang-Ilang, Rosal, Gumamela, Camia, Dama de Noche, Cadena de Amor, Waling-Waling, Everlasting, Jasmin,
  Narra, Molave, Acacia, Mahogany, Kamagong, Yakal, Ipil, Talisay, Dapdap, Mangga, Santol, Duhat, Kaimito,
  Makopa, Langka, Atis, Bayabas, Niyog, Mayon, Taal, Apo, Pinatubo, Banahaw, Makiling, Arayat, Kanlaon,
  Agila, Maya, Kalapati, Tamaraw, Perlas, Rubi, Esmeralda, Diamante, Zafiro, Topacio, Ginto, Pilak, Santan,
  Adelfa, Orkidia, Colon, Jones, Real, Progreso, Libertad, Independencia, Mercado, Estacion, Plaza, Ayala,
  Ortigas, Shaw, Session, Kisad, Leon Kilat, Kamuning, Scout Rallos, Scout Tobias
`);

export const STREET_KINDS = wordList(`
  Street, Avenue, Road, Drive, Extension, Lane, Boulevard
`);

export const BUILDINGS = wordList(`
  Narra, Molave, Sampaguita, Perlas ng Silangan, Bayanihan, Maharlika, Kalayaan, Mabuhay, Rizal, Bonifacio,
  Luna, Mayon, Apo, Banahaw, Kanlaon, Pacific, Orient, Silangan, Amihan, Habagat, Bituin, Tala, Magallanes,
  Legazpi, Salcedo, Torre de Santo Tomas, Villa Fernandez, Casa Milagros, Del Mar, Bahaghari
`);

export const BUILDING_KINDS = wordList(`
  Building, Tower, Plaza, Residences, Suites, Condominium, Apartments
`);

/** Barangays that bear a saint's name. */
export const SAINT_BARANGAYS = [
  ...wordList(`
    Agustin, Andres, Antonio, Bartolome, Dionisio, Felipe, Fernando, Francisco, Gabriel, Gregorio, Ignacio,
    Isidro, Jose, Juan, Lorenzo, Luis, Mariano, Miguel, Nicolas, Pablo, Pascual, Pedro, Rafael, Ramon,
    Roque, Sebastian, Vicente
  `).map((name) => `San ${name}`),
  ...wordList(`
    Ana, Barbara, Catalina, Cecilia, Clara, Cruz, Elena, Ines, Isabel, Lucia, Magdalena, Maria, Monica,
    Rita, Rosa, Teresa
  `).map((name) => `Santa ${name}`),
  ...wordList(`
    Cristo, Domingo, Niño, Rosario, Tomas, Angel, Entierro
  `).map((name) => `Santo ${name}`),
];

/** Barangays that bear any other word. */
export const WORD_BARANGAYS = wordList(`
  Poblacion, Maligaya, Malinis, Mabuhay, Matatag, Masagana, Maharlika,
  Pagkakaisa, Bagumbayan, Bayanihan, Katarungan, Kapayapaan, Kaunlaran, Kalinisan, Kasilawan,
  Tibay, Sampaloc, Talon, Tambo, Balite, Bambang, Banaba, Bangkal, Buhangin, Bulihan, Calumpang,
  Dalandanan, Guadalupe, Ilaya, Kamias, Lagundi, Lawaan, Libis, Mabolo, Malanday, Mambog,
  Manggahan, Marulas, Palanan, Pantal, Parian, Pinyahan, Pulo, Rosario, Salapan, Salvacion,
  Tabon, Tagumpay, Talipapa, Tisa, Ugong, Wawa
`);
