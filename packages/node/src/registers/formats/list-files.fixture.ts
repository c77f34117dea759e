// SPDX-License-Identifier: Apache-2.0
// Small synthetic files in the layout of the public lists. Nobody in them exists.
import { utf8 } from '@iims/wire/bytes';

export const SDN_CSV = `36,"MUSTERFRAU, Erika Maria","individual","DEMO] [TRIAL",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"DOB 12 Aug 1974; alt. DOB circa 1973; POB Musterstadt, Utopia; nationality Georgia; citizen Ukraine; Gender Female; Passport AB1234567 (Georgia) issued 03 Jun 2006 expires 02 Jun 2011; alt. Passport 77-88; National ID No. 01001012345 (Georgia); Linked To: NOBODY LTD.; a.k.a. 'THE SAMPLE'."
37,"SAMPLE SHIP",-0- ,"DEMO",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0-
38,"EKSEMPEL, Ole, Jr.","individual","DEMO",-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,-0- ,"DOB 1953 to 1957; POB Nowh"
39,"TOO FEW","individual"
`;
export const ALT_CSV = `36,12,"aka","MUSTER, Erika",-0- \n`;
export const ADD_CSV = `36,25,"1 Sample Street","Musterstadt","Utopia",-0- \n`;
export const COMMENTS_CSV = `38,"ere; a.k.a. 'OLE'."\n\x1a`;

export const UN_XML = `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<CONSOLIDATED_LIST dateGenerated="2026-01-01T00:00:00.000Z">
  <INDIVIDUALS>
    <INDIVIDUAL>
      <DATAID>1001</DATAID>
      <FIRST_NAME>ERIKA</FIRST_NAME><SECOND_NAME>MUSTERFRAU</SECOND_NAME><THIRD_NAME/>
      <NAME_ORIGINAL_SCRIPT>Еріка Мустер &amp; Ко</NAME_ORIGINAL_SCRIPT>
      <UN_LIST_TYPE>DEMO</UN_LIST_TYPE><REFERENCE_NUMBER>DEi.001</REFERENCE_NUMBER>
      <LISTED_ON>2015-04-07-04:00</LISTED_ON><GENDER>Female</GENDER>
      <COMMENTS1><![CDATA[<a> & b]]></COMMENTS1>
      <NATIONALITY><VALUE>T\u00fcrkiye</VALUE><VALUE>na</VALUE></NATIONALITY>
      <INDIVIDUAL_ALIAS><QUALITY>Low</QUALITY><ALIAS_NAME>Rika; Erika M.</ALIAS_NAME></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_ALIAS><QUALITY>Good</QUALITY><ALIAS_NAME>Erika Beispiel</ALIAS_NAME></INDIVIDUAL_ALIAS>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>BETWEEN</TYPE_OF_DATE><FROM_YEAR>1970</FROM_YEAR><TO_YEAR>1972</TO_YEAR></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>APPROXIMATELY</TYPE_OF_DATE><DATE>1974-08-12</DATE></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_DATE_OF_BIRTH><TYPE_OF_DATE>EXACT</TYPE_OF_DATE><NOTE>Nov. 1973 </NOTE></INDIVIDUAL_DATE_OF_BIRTH>
      <INDIVIDUAL_PLACE_OF_BIRTH><CITY>Musterstadt</CITY><COUNTRY>Utopia</COUNTRY></INDIVIDUAL_PLACE_OF_BIRTH>
      <INDIVIDUAL_DOCUMENT><TYPE_OF_DOCUMENT>Passport</TYPE_OF_DOCUMENT><NUMBER>Utopian passport No. 513519 </NUMBER><ISSUING_COUNTRY>Georgia</ISSUING_COUNTRY></INDIVIDUAL_DOCUMENT>
      <INDIVIDUAL_DOCUMENT/>
    </INDIVIDUAL>
  </INDIVIDUALS>
  <ENTITIES><ENTITY><DATAID>2001</DATAID><FIRST_NAME>NOBODY LTD.</FIRST_NAME></ENTITY></ENTITIES>
</CONSOLIDATED_LIST>
`;

/** Bytes in portions of any size: a reader must not care. */
export function* inPortions(content: string | Uint8Array, bytes = 7): Generator<Uint8Array> {
  const all = typeof content === 'string' ? utf8(content) : content;
  for (let from = 0; from < all.length; from += bytes) yield all.subarray(from, from + bytes);
}
