/**
 * Countries and territories by their codes (ISO 3166-1 alpha-2 and the ones that are reserved there), with the English
 * names of Unicode CLDR 48, in lower case. Not from `Intl`: ids of accounts are made of these names, and a newer Node
 * may have other ones (Turkey became Türkiye). Also, Node needs 20 ms of CPU to load its languages.
 */
const LIST = `
ac ascension island | ad andorra | ae united arab emirates | af afghanistan | ag antigua & barbuda | ai anguilla
al albania | am armenia | ao angola | aq antarctica | ar argentina | as american samoa | at austria
au australia | aw aruba | ax åland islands | az azerbaijan | ba bosnia & herzegovina | bb barbados
bd bangladesh | be belgium | bf burkina faso | bg bulgaria | bh bahrain | bi burundi | bj benin
bl st. barthélemy | bm bermuda | bn brunei | bo bolivia | bq caribbean netherlands | br brazil | bs bahamas
bt bhutan | bv bouvet island | bw botswana | by belarus | bz belize | ca canada | cc cocos (keeling) islands
cd congo - kinshasa | cf central african republic | cg congo - brazzaville | ch switzerland | ci côte d’ivoire
ck cook islands | cl chile | cm cameroon | cn china | co colombia | cp clipperton island | cq sark
cr costa rica | cu cuba | cv cape verde | cw curaçao | cx christmas island | cy cyprus | cz czechia | de germany
dg diego garcia | dj djibouti | dk denmark | dm dominica | do dominican republic | dz algeria
ea ceuta & melilla | ec ecuador | ee estonia | eg egypt | eh western sahara | er eritrea | es spain
et ethiopia | eu european union | ez eurozone | fi finland | fj fiji | fk falkland islands | fm micronesia
fo faroe islands | fr france | ga gabon | gb united kingdom | gd grenada | ge georgia | gf french guiana
gg guernsey | gh ghana | gi gibraltar | gl greenland | gm gambia | gn guinea | gp guadeloupe
gq equatorial guinea | gr greece | gs south georgia & south sandwich islands | gt guatemala | gu guam
gw guinea-bissau | gy guyana | hk hong kong sar china | hm heard & mcdonald islands | hn honduras | hr croatia
ht haiti | hu hungary | ic canary islands | id indonesia | ie ireland | il israel | im isle of man | in india
io british indian ocean territory | iq iraq | ir iran | is iceland | it italy | je jersey | jm jamaica
jo jordan | jp japan | ke kenya | kg kyrgyzstan | kh cambodia | ki kiribati | km comoros | kn st. kitts & nevis
kp north korea | kr south korea | kw kuwait | ky cayman islands | kz kazakhstan | la laos | lb lebanon
lc st. lucia | li liechtenstein | lk sri lanka | lr liberia | ls lesotho | lt lithuania | lu luxembourg
lv latvia | ly libya | ma morocco | mc monaco | md moldova | me montenegro | mf st. martin | mg madagascar
mh marshall islands | mk north macedonia | ml mali | mm myanmar (burma) | mn mongolia | mo macao sar china
mp northern mariana islands | mq martinique | mr mauritania | ms montserrat | mt malta | mu mauritius
mv maldives | mw malawi | mx mexico | my malaysia | mz mozambique | na namibia | nc new caledonia | ne niger
nf norfolk island | ng nigeria | ni nicaragua | nl netherlands | no norway | np nepal | nr nauru | nu niue
nz new zealand | om oman | pa panama | pe peru | pf french polynesia | pg papua new guinea | ph philippines
pk pakistan | pl poland | pm st. pierre & miquelon | pn pitcairn islands | pr puerto rico
ps palestinian territories | pt portugal | pw palau | py paraguay | qa qatar | qo outlying oceania | re réunion
ro romania | rs serbia | ru russia | rw rwanda | sa saudi arabia | sb solomon islands | sc seychelles | sd sudan
se sweden | sg singapore | sh st. helena | si slovenia | sj svalbard & jan mayen | sk slovakia | sl sierra leone
sm san marino | sn senegal | so somalia | sr suriname | ss south sudan | st são tomé & príncipe | sv el salvador
sx sint maarten | sy syria | sz eswatini | ta tristan da cunha | tc turks & caicos islands | td chad
tf french southern territories | tg togo | th thailand | tj tajikistan | tk tokelau | tl timor-leste
tm turkmenistan | tn tunisia | to tonga | tr türkiye | tt trinidad & tobago | tv tuvalu | tw taiwan
tz tanzania | ua ukraine | ug uganda | um u.s. outlying islands | un united nations | us united states
uy uruguay | uz uzbekistan | va vatican city | vc st. vincent & grenadines | ve venezuela
vg british virgin islands | vi u.s. virgin islands | vn vietnam | vu vanuatu | wf wallis & futuna | ws samoa
xk kosovo | ye yemen | yt mayotte | za south africa | zm zambia | zw zimbabwe | zz unknown region
`;

/** Withdrawn codes, and UK, with the one that is used now. */
const FORMER: ReadonlyMap<string, string> = new Map([
  ["an", "cw"],
  ["bu", "mm"],
  ["cs", "rs"],
  ["dd", "de"],
  ["dy", "bj"],
  ["fx", "fr"],
  ["hv", "bf"],
  ["nh", "vu"],
  ["rh", "zw"],
  ["su", "ru"],
  ["tp", "tl"],
  ["uk", "gb"],
  ["vd", "vn"],
  ["yd", "ye"],
  ["yu", "rs"],
  ["zr", "cd"],
]);

/** Other names by which people call some of them, those of ISO 3166-1 itself among them. As `plain` leaves them. */
const OTHER_NAMES = `
ae uae | bn brunei darussalam | bo bolivia plurinational state of | bo plurinational state of bolivia
cd congo democratic republic of | cd democratic republic of congo | cd dr congo | cg republic of congo
ci ivory coast | cn peoples republic of china | cv cabo verde | cz czech republic | fk falkland islands malvinas
fm micronesia federated states of | gb england | gb great britain | gb northern ireland | gb scotland
gb united kingdom of great britain and northern ireland | gb wales | hk hong kong | hk hong kong sar
gb uk | ie republic of ireland | ir iran islamic republic of | ir islamic republic of iran
kp korea democratic peoples republic of | kr korea republic of | kr republic of korea
la lao peoples democratic republic | md moldova republic of | md republic of moldova | mk macedonia
mk republic of north macedonia | mm burma | mm myanmar | mo macao | mo macau | mo macau sar | nl holland
ps palestine | ps palestine state of | ps state of palestine | ru russian federation
sh saint helena ascension and tristan da cunha | sk slovak republic | sy syrian arab republic | sz swaziland
tl east timor | tr turkey | tw taiwan province of china | tz tanzania united republic of
tz united republic of tanzania | us united states of america | us us | us usa | va holy see | va vatican
ve bolivarian republic of venezuela | ve venezuela bolivarian republic of | vg virgin islands british
vi virgin islands us | vn viet nam
`;

const entriesIn = (list: string) =>
  list
    .trim()
    .split(/[|\n]/)
    .map((entry) => entry.trim())
    .map((entry): readonly [code: string, name: string] => [entry.slice(0, 2), entry.slice(3)]);
const BY_CODE: ReadonlyMap<string, string> = new Map(entriesIn(LIST));
const BY_NAME: ReadonlyMap<string, string> = new Map(
  [...entriesIn(LIST), ...entriesIn(OTHER_NAMES)].map(([code, name]) => [plain(name), code]),
);

/** The country that somebody means by its code or by an English name, whatever its spelling; `null` when it is neither. */
export function countryMeant(text: string): { readonly code: string; readonly name: string } | null {
  const given = text.trim().toLowerCase();
  const code = FORMER.get(given) ?? (BY_CODE.has(given) ? given : BY_NAME.get(plain(given)));
  const name = BY_CODE.get(code ?? "");
  return code === undefined || name === undefined ? null : { code, name };
}

/** `St. Vincent & Grenadines` and `Saint Vincent and the Grenadines`, `Cote d'Ivoire` and `Côte d’Ivoire`: all the same. */
function plain(name: string): string {
  return name
    .normalize("NFD")
    .replaceAll(/[\p{M}.'’]/gu, "")
    .replaceAll("&", " and ")
    .replaceAll(/[^\p{L}]+/gu, " ")
    .replaceAll(/\bthe\b/g, "")
    .replaceAll(/\bst\b/g, "saint")
    .replaceAll(/ +/g, " ")
    .trim();
}
