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

/**
 * Codes of three letters (ISO 3166-1 alpha-3), as accounts have them that come out of a bookkeeping. And Congo, by which in some
 * languages one of the two is meant.
 */
const THREE_LETTERS = `
ad and | ae are | af afg | ag atg | ai aia | al alb | am arm | ao ago | aq ata | ar arg | as asm | at aut
au aus | aw abw | ax ala | az aze | ba bih | bb brb | bd bgd | be bel | bf bfa | bg bgr | bh bhr | bi bdi
bj ben | bl blm | bm bmu | bn brn | bo bol | bq bes | br bra | bs bhs | bt btn | bv bvt | bw bwa | by blr
bz blz | ca can | cc cck | cd cod | cf caf | cg cog | ch che | ci civ | ck cok | cl chl | cm cmr | cn chn
co col | cr cri | cu cub | cv cpv | cw cuw | cx cxr | cy cyp | cz cze | de deu | dj dji | dk dnk | dm dma
do dom | dz dza | ec ecu | ee est | eg egy | eh esh | er eri | es esp | et eth | fi fin | fj fji | fk flk
fm fsm | fo fro | fr fra | ga gab | gb gbr | gd grd | ge geo | gf guf | gg ggy | gh gha | gi gib | gl grl
gm gmb | gn gin | gp glp | gq gnq | gr grc | gs sgs | gt gtm | gu gum | gw gnb | gy guy | hk hkg | hm hmd
hn hnd | hr hrv | ht hti | hu hun | id idn | ie irl | il isr | im imn | in ind | io iot | iq irq | ir irn
is isl | it ita | je jey | jm jam | jo jor | jp jpn | ke ken | kg kgz | kh khm | ki kir | km com | kn kna
kp prk | kr kor | kw kwt | ky cym | kz kaz | la lao | lb lbn | lc lca | li lie | lk lka | lr lbr | ls lso
lt ltu | lu lux | lv lva | ly lby | ma mar | mc mco | md mda | me mne | mf maf | mg mdg | mh mhl | mk mkd
ml mli | mm mmr | mn mng | mo mac | mp mnp | mq mtq | mr mrt | ms msr | mt mlt | mu mus | mv mdv | mw mwi
mx mex | my mys | mz moz | na nam | nc ncl | ne ner | nf nfk | ng nga | ni nic | nl nld | no nor | np npl
nr nru | nu niu | nz nzl | om omn | pa pan | pe per | pf pyf | pg png | ph phl | pk pak | pl pol | pm spm
pn pcn | pr pri | ps pse | pt prt | pw plw | py pry | qa qat | re reu | ro rou | rs srb | ru rus | rw rwa
sa sau | sb slb | sc syc | sd sdn | se swe | sg sgp | sh shn | si svn | sj sjm | sk svk | sl sle | sm smr
sn sen | so som | sr sur | ss ssd | st stp | sv slv | sx sxm | sy syr | sz swz | tc tca | td tcd | tf atf
tg tgo | th tha | tj tjk | tk tkl | tl tls | tm tkm | tn tun | to ton | tr tur | tt tto | tv tuv | tw twn
tz tza | ua ukr | ug uga | um umi | us usa | uy ury | uz uzb | va vat | vc vct | ve ven | vg vgb | vi vir
vn vnm | vu vut | wf wlf | ws wsm | ye yem | yt myt | za zaf | zm zmb | zw zwe | cd congo
`;

/** In which people use Dynamics 365, beside English. */
const LANGUAGES =
  "ar bg ca cs da de el es et eu fi fr gl he hi hr hu id it ja kk ko lt lv ms nb nl pl pt pt-PT ro ru sk sl sr sr-Latn sv th tr uk vi zh-Hans zh-Hant";

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

let others: ReadonlyMap<string, string> | null = null;

/**
 * What else people call a country: made when the first name comes that is none of the above, as it takes some tenths of a second.
 * Not what stands for two of them, as NGA does: it is Nigeria by its code, and Russia in Vietnamese.
 */
function otherNames(): ReadonlyMap<string, string> {
  const languages = LANGUAGES.split(" ").map(
    (language) => new Intl.DisplayNames(language, { type: "region", fallback: "none" }),
  );
  const local = [...BY_CODE.keys()].flatMap((code) =>
    languages.map((language) => [code, language.of(code.toUpperCase()) ?? ""] as const),
  );
  const byName = Map.groupBy([...entriesIn(THREE_LETTERS), ...local], ([, name]) =>
    plain(name.toLowerCase()),
  );
  const codes = [...byName].map(([name, found]) => [name, new Set(found.map(([code]) => code))] as const);
  return new Map(codes.flatMap(([name, [code = "", ...more]]) => (more.length === 0 ? [[name, code]] : [])));
}

/**
 * The country that somebody means by one of its codes or by a name, in whatever spelling and language; `null` where it is none
 * of these, or could be another country as well.
 */
export function countryMeant(text: string): { readonly code: string; readonly name: string } | null {
  const given = text.trim().toLowerCase();
  const code = FORMER.get(given) ?? (BY_CODE.has(given) ? given : codeOf(plain(given)));
  const name = BY_CODE.get(code ?? "");
  return code === undefined || name === undefined ? null : { code, name };
}

function codeOf(name: string): string | undefined {
  const code = BY_NAME.get(name);
  if (code !== undefined || name === "") return code;
  others ??= otherNames();
  return others.get(name);
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
