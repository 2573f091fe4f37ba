/** Names that Filipinos bear: Spanish, American and native ones, single and compound. */
import { wordList } from "./word_list.ts";

/** Given names of women. */
export const FEMALE_NAMES = wordList(`
  Maria, Ana, Angelica, Angela, Andrea, Althea, Alexa, Alyssa, Amelita, Amihan, Analyn, Annabelle, Anita,
  Arlene, Aurora, Bea, Beatriz, Belen, Bernadette, Bianca, Carmela, Carmelita, Carolina, Catherine,
  Cecilia, Charmaine, Cherry, Christine, Clarissa, Concepcion, Consuelo, Corazon, Cristina, Czarina, Daisy,
  Danica, Dalisay, Divina, Dolores, Editha, Elena, Eliza, Elvira, Emelita, Erlinda, Esperanza, Estrella,
  Eufemia, Evangeline, Fe, Felicidad, Florencia, Flordeliza, Gemma, Genevieve, Gloria, Grace, Gracia,
  Gwendolyn, Hazel, Hiyas, Imelda, Inday, Irene, Isabel, Jasmine, Jennelyn, Jenny, Jhoanna, Joana, Jocelyn,
  Josefina, Josephine, Joy, Juana, Julieta, Karen, Katrina, Kimberly, Kristel, Lailani, Leonora, Leticia,
  Ligaya, Liezel, Liza, Lorna, Lourdes, Lualhati, Lucia, Luningning, Luz, Luzviminda, Lyka, Madelyn,
  Maricar, Maricel, Maricris, Marilou, Marites, Marivic, Marjorie, Mayumi, Melanie, Melinda, Mercedes,
  Michelle, Milagros, Mirasol, Myrna, Nenita, Nica, Nora, Norma, Ofelia, Pacita, Paulina, Perla, Pilar,
  Princess, Purificacion, Queenie, Ramona, Raquel, Rebecca, Regina, Remedios, Rhea, Rizalina, Rosa,
  Rosalinda, Rosario, Rosemarie, Rowena, Ruby, Salome, Sampaguita, Sheila, Shiela, Socorro, Soledad,
  Stella, Susana, Teresa, Teresita, Trinidad, Trisha, Veronica, Victoria, Vilma, Virginia, Vivian, Yolanda,
  Zenaida, Maria Cristina, Maria Theresa, Maria Elena, Maria Luisa, Maria Lourdes, Maria Fe, Maria Corazon,
  Maria Victoria, Maria Clara, Maria Carmela, Ana Marie, Ana Patricia, Mary Grace, Mary Ann, Mary Jane,
  Mary Joy, Rose Ann, Rose Marie, Angel Mae, Princess Joy, Jessa Mae, Lovely Joy, Cristina Marie,
  Ma. Isabel, Ma. Teresa
`);

/** Given names of men. */
export const MALE_NAMES = wordList(`
  Jose, Juan, Pedro, Antonio, Francisco, Manuel, Ricardo, Roberto, Eduardo, Fernando, Adrian, Agapito,
  Alberto, Alejandro, Alfonso, Alfredo, Allan, Alvin, Amado, Andres, Angelito, Anselmo, Apolinario, Ariel,
  Armando, Arnel, Arturo, Augusto, Aurelio, Bayani, Benedicto, Benigno, Benjamin, Bernardo, Bienvenido,
  Bonifacio, Carlito, Carlo, Carlos, Cesar, Christian, Crisanto, Danilo, Dante, Dakila, Dennis, Delfin,
  Diego, Dionisio, Domingo, Edgardo, Edwin, Efren, Eleazar, Elpidio, Emilio, Emmanuel, Enrique, Ernesto,
  Esteban, Eugenio, Eusebio, Felipe, Felix, Ferdinand, Fidel, Florante, Florentino, Gabriel, Gaudencio,
  Geraldo, Gerardo, Gilbert, Gil, Gregorio, Guillermo, Hector, Herminio, Hernando, Honorio, Ignacio,
  Isagani, Isidro, Ismael, Jaime, Janno, Jayson, Jeffrey, Jericho, Jerome, Jerwin, Jesus, Jhon, Joaquin,
  Joel, Jomar, Jonathan, Joselito, Joshua, Julio, Julius, Justin, Kenneth, Lakandula, Lando, Leandro, Leo,
  Leonardo, Leopoldo, Lito, Lorenzo, Lucio, Luis, Macario, Magno, Makisig, Marcelino, Marcelo, Marco,
  Mariano, Mario, Mark, Marlon, Marvin, Matias, Mauricio, Maximo, Melchor, Michael, Miguel, Moises,
  Nathaniel, Nelson, Nestor, Nicanor, Nicolas, Noel, Norberto, Octavio, Oscar, Pablo, Paolo, Pascual,
  Patricio, Paulo, Pepito, Placido, Rafael, Ramil, Ramon, Randy, Raymond, Regino, Reynaldo, Rico, Rizal,
  Rodel, Rodolfo, Rodrigo, Rogelio, Rolando, Roldan, Romeo, Rommel, Romulo, Ronaldo, Ronnel, Rosendo,
  Ruben, Rufino, Salvador, Santiago, Sergio, Severino, Silvestre, Simeon, Sonny, Teodoro, Tomas, Ulysses,
  Valentin, Vicente, Victor, Virgilio, Wilfredo, Wilson, Zaldy, Juan Carlos, Juan Miguel, Juan Paolo,
  Jose Maria, Jose Antonio, Jose Luis, Jose Miguel, John Paul, John Mark, John Lloyd, John Michael,
  Mark Anthony, Mark Joseph, Mark Angelo, Carlo Miguel, Miguel Antonio, Luis Antonio, Marc Andrei,
  Jan Michael, Kim Patrick, Prince Carl, Angelo Jose, Ryan Christopher, Sean Gabriel
`);

/** Family names: Spanish ones, as the decree of 1849 handed them out, native and Chinese-Filipino ones. */
export const SURNAMES = wordList(`
  Santos, Reyes, Cruz, Bautista, Ocampo, Garcia, Mendoza, Torres, Tomas, Andrada, Castillo, Flores,
  Villanueva, Ramos, Castro, Rivera, Aquino, Navarro, Salazar, Mercado, Dela Cruz, De Leon, De Guzman,
  Del Rosario, De la Peña, Delos Santos, Delos Reyes, De Jesus, De Castro, De Vera, Dela Torre, Del Mundo,
  De Asis, San Juan, San Pedro, San Agustin, Santa Maria, Sta. Ana, Abad, Abalos, Abaya, Abella, Abrera,
  Acosta, Adriano, Agbayani, Aguilar, Aguinaldo, Agustin, Alcantara, Alejandro, Alfonso, Almario, Almeda,
  Alonzo, Alvarez, Amador, Amparo, Angeles, Antonio, Apostol, Aragon, Araneta, Arcilla, Arellano, Arevalo,
  Arroyo, Asuncion, Atienza, Austria, Avila, Ayala, Baluyot, Balagtas, Banaag, Basilio, Batungbakal,
  Bayani, Belmonte, Beltran, Benitez, Bernal, Bernardo, Bonifacio, Borja, Borromeo, Buenaventura,
  Buenavista, Bulaong, Caballero, Cabrera, Calderon, Calma, Camacho, Canlas, Capili, Carandang, Carpio,
  Carreon, Casimiro, Castañeda, Catacutan, Cayabyab, Celestino, Chavez, Chua, Clemente, Co, Cojuangco,
  Concepcion, Constantino, Cordero, Coronel, Corpuz, Cortez, Cuenca, Cunanan, Custodio, Dagohoy, Dalisay,
  Damaso, Datu, David, Dayrit, Diaz, Dimaculangan, Dimaguiba, Dimalanta, Dimasupil, Dimayuga, Diokno,
  Domingo, Dulay, Duran, Dy, Echaluce, Enriquez, Escobar, Escudero, Espino, Espinosa, Espiritu, Estrada,
  Eugenio, Evangelista, Fajardo, Feliciano, Fernandez, Fernando, Ferrer, Francisco, Fuentes, Gabriel,
  Galang, Galvez, Gamboa, Gapuz, Gatdula, Gatmaitan, Geronimo, Go, Gomez, Gonzales, Gregorio, Guerrero,
  Guevarra, Guinto, Gutierrez, Guzman, Hernandez, Herrera, Hidalgo, Hilario, Ibarra, Ignacio, Ilagan,
  Imperial, Isidro, Jacinto, Javier, Jimenez, Joaquin, Jose, Juco, Katigbak, Kalaw, Kintanar, Lacson,
  Lagman, Lakandula, Lansangan, Lapid, Laurel, Laxamana, Lazaro, Ledesma, Legaspi, Lim, Limjoco, Liwanag,
  Lopez, Lorenzo, Lualhati, Lucero, Luna, Luzon, Mabini, Macalintal, Macapagal, Macaraeg, Macasaet,
  Madlangbayan, Madrigal, Magalona, Magbanua, Magno, Magpantay, Magsaysay, Magtibay, Makiling, Malabanan,
  Malonzo, Manalastas, Manalo, Manansala, Mangubat, Manlapig, Manzano, Marasigan, Marcelo, Mariano,
  Marquez, Martinez, Matapang, Mateo, Matias, Medina, Mejia, Mendez, Miranda, Molina, Montano, Montemayor,
  Morales, Moreno, Muñoz, Napoles, Natividad, Nepomuceno, Nicolas, Nolasco, Nuñez, Ong, Ordoñez, Ortega,
  Osmeña, Padilla, Paguio, Pajarillo, Palma, Panganiban, Pangilinan, Panlilio, Parañaque, Pascual, Pastor,
  Patalinjug, Paterno, Peña, Peralta, Perez, Pimentel, Pineda, Ponce, Punongbayan, Punzalan, Quiambao,
  Quijano, Quimpo, Quinto, Quirino, Quizon, Ramirez, Recto, Relucio, Resurreccion, Rico, Rivero, Robles,
  Rodriguez, Rojas, Romero, Romualdez, Roque, Rosales, Rosario, Roxas, Rubio, Ruiz, Sabado, Salas, Salcedo,
  Salonga, Salvador, Samonte, Samson, Sanchez, Santiago, Santillan, Sarmiento, Sevilla, Silva, Simbulan,
  Singson, Sison, Soliman, Soriano, Sotto, Suarez, Sumulong, Sy, Taguinod, Tagle, Tan, Tanjuatco, Tantoco,
  Tatlonghari, Tayag, Tecson, Tiangco, Tiongson, Tolentino, Toledo, Trinidad, Tuazon, Tuason, Tulfo,
  Ubaldo, Umali, Urbano, Valdez, Valencia, Valenzuela, Valera, Vargas, Vasquez, Velarde, Velasco,
  Velasquez, Ventura, Vergara, Victorino, Villa, Villamor, Villanueva-Reyes, Villareal, Villegas, Virata,
  Viray, Yap, Yulo, Yumul, Yuson, Zamora, Zapata, Zarate, Zialcita, Zobel, Zulueta
`);
