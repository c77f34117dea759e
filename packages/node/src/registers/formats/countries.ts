// SPDX-License-Identifier: Apache-2.0
// Names of countries, as public lists write them in English, to ISO 3166-1 alpha-3.

/** Alpha-3 of a name or of a code itself; undefined for what the table does not know. */
export function countryCode(name: string): string | undefined {
  const form = formOf(name);
  return CODES.get(form) ?? CODES.get(form.replace(/^the /, ''));
}

/** Small letters without marks, signs and "the" before or after a comma. */
function formOf(name: string): string {
  return name
    .normalize('NFKD')
    .replace(/\p{M}+/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim();
}

/** One country a line: its code, then every name, divided by bars. What a list calls by an older name leads to the State of today. */
const NAMES = `
AFG Afghanistan|Islamic Republic of Afghanistan
ALB Albania
DZA Algeria
AND Andorra
AGO Angola
ATG Antigua and Barbuda
ARG Argentina
ARM Armenia
ABW Aruba
AUS Australia
AUT Austria
AZE Azerbaijan
BHS Bahamas|Bahamas, The|The Bahamas
BHR Bahrain
BGD Bangladesh
BRB Barbados
BLR Belarus
BEL Belgium
BLZ Belize
BEN Benin
BMU Bermuda
BTN Bhutan
BOL Bolivia|Bolivia (Plurinational State of)
BIH Bosnia and Herzegovina|Bosnia-Herzegovina|Bosnia
BWA Botswana
BRA Brazil
BRN Brunei|Brunei Darussalam
BGR Bulgaria
BFA Burkina Faso
BDI Burundi
CPV Cabo Verde|Cape Verde
KHM Cambodia
CMR Cameroon
CAN Canada
CYM Cayman Islands
CAF Central African Republic
TCD Chad
CHL Chile
CHN China|People's Republic of China
COL Colombia
COM Comoros
COG Congo|Republic of the Congo|Congo, Republic of the
COD Democratic Republic of the Congo|Congo, Democratic Republic of the|Congo (Democratic Republic of the)|DR Congo
CRI Costa Rica
CIV Cote d'Ivoire|Côte d'Ivoire|Ivory Coast
HRV Croatia
CUB Cuba
CYP Cyprus
CZE Czechia|Czech Republic
DNK Denmark
DJI Djibouti
DMA Dominica
DOM Dominican Republic
ECU Ecuador
EGY Egypt
SLV El Salvador
GNQ Equatorial Guinea
ERI Eritrea
EST Estonia
SWZ Eswatini|Swaziland
ETH Ethiopia
FJI Fiji
FIN Finland
FRA France
GAB Gabon
GMB Gambia|The Gambia|Gambia, The
GEO Georgia
DEU Germany|Federal Republic of Germany
GHA Ghana
GIB Gibraltar
GRC Greece
GRD Grenada
GTM Guatemala
GIN Guinea
GNB Guinea-Bissau
GUY Guyana
HTI Haiti
HND Honduras
HKG Hong Kong
HUN Hungary
ISL Iceland
IND India
IDN Indonesia
IRN Iran|Iran (Islamic Republic of)|Islamic Republic of Iran
IRQ Iraq
IRL Ireland
IMN Isle of Man
ISR Israel
ITA Italy
JAM Jamaica
JPN Japan
JEY Jersey
JOR Jordan
KAZ Kazakhstan
KEN Kenya
KIR Kiribati
PRK Korea, North|North Korea|Democratic People's Republic of Korea|DPRK
KOR Korea, South|South Korea|Republic of Korea|Korea, Republic of
RKS Kosovo
KWT Kuwait
KGZ Kyrgyzstan|Kyrgyz Republic
LAO Laos|Lao People's Democratic Republic
LVA Latvia
LBN Lebanon
LSO Lesotho
LBR Liberia
LBY Libya|Libyan Arab Jamahiriya|State of Libya
LIE Liechtenstein
LTU Lithuania
LUX Luxembourg
MAC Macau|Macao
MKD North Macedonia|Macedonia|Macedonia, The Former Yugoslav Republic of|The former Yugoslav Republic of Macedonia
MDG Madagascar
MWI Malawi
MYS Malaysia
MDV Maldives
MLI Mali
MLT Malta
MHL Marshall Islands
MRT Mauritania
MUS Mauritius
MEX Mexico
FSM Micronesia
MDA Moldova|Republic of Moldova|Moldova, Republic of
MCO Monaco
MNG Mongolia
MNE Montenegro
MAR Morocco
MOZ Mozambique
MMR Burma|Myanmar
NAM Namibia
NRU Nauru
NPL Nepal
NLD Netherlands|Kingdom of the Netherlands
ANT Netherlands Antilles
NZL New Zealand
NIC Nicaragua
NER Niger
NGA Nigeria
NOR Norway
OMN Oman
PAK Pakistan
PLW Palau
PSE Palestinian|State of Palestine|Palestine|West Bank|Palestinian Territory|Gaza
PAN Panama
PNG Papua New Guinea
PRY Paraguay
PER Peru
PHL Philippines
POL Poland
PRT Portugal
PRI Puerto Rico
QAT Qatar
ROU Romania
RUS Russia|Russian Federation
RWA Rwanda
KNA Saint Kitts and Nevis|St. Kitts and Nevis
LCA Saint Lucia
VCT Saint Vincent and the Grenadines|St. Vincent and the Grenadines
WSM Samoa
SMR San Marino
STP Sao Tome and Principe
SAU Saudi Arabia
SEN Senegal
SRB Serbia
SYC Seychelles
SLE Sierra Leone
SGP Singapore
SVK Slovakia
SVN Slovenia
SLB Solomon Islands
SOM Somalia
ZAF South Africa
SSD South Sudan
ESP Spain
LKA Sri Lanka
SDN Sudan|The Sudan
SUR Suriname
SWE Sweden
CHE Switzerland
SYR Syria|Syrian Arab Republic
TWN Taiwan|Taiwan, Province of China
TJK Tajikistan
TZA Tanzania|United Republic of Tanzania|Tanzania, United Republic of
THA Thailand
TLS Timor-Leste|East Timor
TGO Togo
TON Tonga
TTO Trinidad and Tobago
TUN Tunisia
TUR Turkey|Türkiye
TKM Turkmenistan
TUV Tuvalu
UGA Uganda
UKR Ukraine
ARE United Arab Emirates|UAE
GBR United Kingdom|United Kingdom of Great Britain and Northern Ireland|Great Britain|UK
USA United States|United States of America|U.S.A.|USA|US
URY Uruguay
UZB Uzbekistan
VUT Vanuatu
VAT Holy See|Vatican City
VEN Venezuela|Venezuela (Bolivarian Republic of)
VNM Vietnam|Viet Nam
VGB Virgin Islands, British|British Virgin Islands
YEM Yemen
ZMB Zambia
ZWE Zimbabwe`;

const CODES: ReadonlyMap<string, string> = new Map(
  NAMES.trim()
    .split('\n')
    .flatMap((line) => {
      const code = line.slice(0, 3);
      return [code, ...line.slice(4).split('|')].map((name) => [formOf(name), code] as const);
    }),
);
