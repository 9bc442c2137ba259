//! Markets: whose price a recipient has. Prices go by the country of the recipient's number; countries without a price of
//! their own belong to a region (Cloud API, *Pricing › Rate cards*).

use crate::contact::{Identity, IdentityKind};
use serde::{Deserialize, Serialize};

/// An ISO 3166 country (`BR`), a region of Meta's rate cards (`REST-LATIN-AMERICA`), or `ALL`.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Market(String);

/// The text is no market.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct MarketError;

impl std::fmt::Display for MarketError {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("neither a country of two letters nor a region")
    }
}

impl std::error::Error for MarketError {}

/// The word for every market.
const ALL: &str = "ALL";
/// Countries of no other region.
const OTHER: &str = "OTHER";

/// The regions with their countries, as far as those have no price of their own.
const REGIONS: [(&str, &str); 7] = [
    ("NORTH-AMERICA", "CA US"),
    (
        "REST-AFRICA",
        "AO BF BI BJ BW CG CM DZ ER ET GA GH GM GN GW KE LR LS LY MA MG ML MR MW MZ NA NE RW SD SL SN SO SS SZ TD TG TN TZ UG ZM",
    ),
    ("REST-ASIA-PACIFIC", "AF AU BD CN HK JP KH LA LK MM MN MO MY NP NZ PG PH SG TH TJ TM TW UZ VN"),
    ("REST-EUROPE-EAST", "AL AM AZ BA BG BY CZ GE GR HR HU LT LV MD ME MK PL RO RS SI SK UA XK"),
    ("REST-EUROPE-WEST", "AT BE CH DK FI IE NO PT SE"),
    ("REST-LATIN-AMERICA", "BO CR DO EC GT HN HT JM NI PA PR PY SV UY VE"),
    ("REST-MIDDLE-EAST", "BH IQ JO KW LB OM QA YE"),
];

impl Market {
    /// Every market at once.
    pub fn all() -> Self {
        Self(ALL.to_owned())
    }

    /// Reads what somebody typed: a country that exists, a region, or `ALL`.
    pub fn parse(text: &str) -> Option<Self> {
        let word = text.trim().to_ascii_uppercase();
        let known = word == ALL
            || word == OTHER
            || REGIONS.iter().any(|(region, _)| *region == word)
            || CALLING_CODES.iter().any(|(_, country)| *country == word);
        known.then_some(Self(word))
    }

    /// The country a phone number belongs to, by the longest calling code that fits.
    pub fn of_phone(digits: &str) -> Option<Self> {
        let fits = CALLING_CODES.iter().filter(|(code, _)| digits.starts_with(code));
        fits.max_by_key(|(code, _)| code.len()).map(|(_, country)| Self((*country).to_owned()))
    }

    /// The country an address belongs to; a business-scoped user id begins with it.
    pub fn of(identity: &Identity) -> Option<Self> {
        match identity.kind {
            IdentityKind::Phone => Self::of_phone(&identity.value),
            IdentityKind::Bsuid | IdentityKind::ParentBsuid => identity
                .value
                .split_once('.')
                .and_then(|(country, _)| Self::try_from(country.to_owned()).ok()),
        }
    }

    /// The country of a customer: that of their phone, else of another address.
    pub fn of_any(identities: &[Identity]) -> Option<Self> {
        let phone = identities.iter().find(|identity| identity.kind == IdentityKind::Phone);
        phone.into_iter().chain(identities).find_map(Self::of)
    }

    /// Where its price may stand, the nearest first: itself, its region, all markets.
    pub fn chain(&self) -> Vec<Self> {
        let mut chain = vec![self.clone()];
        if self.is_country() {
            let region = REGIONS.iter().find(|(_, countries)| countries.split(' ').any(|c| c == self.0));
            chain.push(Self(region.map_or(OTHER, |(region, _)| region).to_owned()));
        }
        if self.0 != ALL {
            chain.push(Self::all());
        }
        chain
    }

    /// Whether it is a country.
    pub fn is_country(&self) -> bool {
        self.0.len() == 2
    }

    /// The code.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// What may be chosen: all, the regions, and the countries by code.
    pub fn choices() -> Vec<Self> {
        let mut countries: Vec<&str> = CALLING_CODES.iter().map(|(_, country)| *country).collect();
        countries.sort_unstable();
        countries.dedup();
        let regions = REGIONS.iter().map(|(region, _)| *region);
        let words = [ALL, OTHER].into_iter().chain(regions).chain(countries);
        words.map(|word| Self(word.to_owned())).collect()
    }
}

impl std::fmt::Display for Market {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl TryFrom<String> for Market {
    type Error = MarketError;
    fn try_from(text: String) -> Result<Self, MarketError> {
        let country = text.len() == 2 && text.bytes().all(|b| b.is_ascii_uppercase());
        if country || Self::parse(&text).is_some_and(|market| market.0 == text) {
            Ok(Self(text))
        } else {
            Err(MarketError)
        }
    }
}

impl From<Market> for String {
    fn from(market: Market) -> String {
        market.0
    }
}

/// Calling codes (ITU-T E.164) and their countries; the longest that fits counts.
#[rustfmt::skip]
const CALLING_CODES: [(&str, &str); 292] = [
    ("1", "US"), ("1204", "CA"), ("1226", "CA"), ("1236", "CA"), ("1249", "CA"), ("1250", "CA"),
    ("1257", "CA"), ("1263", "CA"), ("1289", "CA"), ("1306", "CA"), ("1343", "CA"), ("1354", "CA"),
    ("1365", "CA"), ("1367", "CA"), ("1368", "CA"), ("1382", "CA"), ("1403", "CA"), ("1416", "CA"),
    ("1418", "CA"), ("1428", "CA"), ("1431", "CA"), ("1437", "CA"), ("1438", "CA"), ("1450", "CA"),
    ("1468", "CA"), ("1474", "CA"), ("1506", "CA"), ("1514", "CA"), ("1519", "CA"), ("1548", "CA"),
    ("1579", "CA"), ("1581", "CA"), ("1584", "CA"), ("1587", "CA"), ("1604", "CA"), ("1613", "CA"),
    ("1639", "CA"), ("1647", "CA"), ("1672", "CA"), ("1683", "CA"), ("1705", "CA"), ("1709", "CA"),
    ("1742", "CA"), ("1753", "CA"), ("1778", "CA"), ("1780", "CA"), ("1782", "CA"), ("1807", "CA"),
    ("1819", "CA"), ("1825", "CA"), ("1867", "CA"), ("1873", "CA"), ("1879", "CA"), ("1902", "CA"),
    ("1905", "CA"), ("1942", "CA"), ("1242", "BS"), ("1246", "BB"), ("1264", "AI"), ("1268", "AG"),
    ("1284", "VG"), ("1340", "VI"), ("1345", "KY"), ("1441", "BM"), ("1473", "GD"), ("1649", "TC"),
    ("1658", "JM"), ("1664", "MS"), ("1670", "MP"), ("1671", "GU"), ("1684", "AS"), ("1721", "SX"),
    ("1758", "LC"), ("1767", "DM"), ("1784", "VC"), ("1787", "PR"), ("1809", "DO"), ("1829", "DO"),
    ("1849", "DO"), ("1868", "TT"), ("1869", "KN"), ("1876", "JM"), ("1939", "PR"), ("7", "RU"), ("76", "KZ"),
    ("77", "KZ"), ("20", "EG"), ("211", "SS"), ("212", "MA"), ("213", "DZ"), ("216", "TN"), ("218", "LY"),
    ("220", "GM"), ("221", "SN"), ("222", "MR"), ("223", "ML"), ("224", "GN"), ("225", "CI"), ("226", "BF"),
    ("227", "NE"), ("228", "TG"), ("229", "BJ"), ("230", "MU"), ("231", "LR"), ("232", "SL"), ("233", "GH"),
    ("234", "NG"), ("235", "TD"), ("236", "CF"), ("237", "CM"), ("238", "CV"), ("239", "ST"), ("240", "GQ"),
    ("241", "GA"), ("242", "CG"), ("243", "CD"), ("244", "AO"), ("245", "GW"), ("246", "IO"), ("247", "AC"),
    ("248", "SC"), ("249", "SD"), ("250", "RW"), ("251", "ET"), ("252", "SO"), ("253", "DJ"), ("254", "KE"),
    ("255", "TZ"), ("256", "UG"), ("257", "BI"), ("258", "MZ"), ("260", "ZM"), ("261", "MG"), ("262", "RE"),
    ("263", "ZW"), ("264", "NA"), ("265", "MW"), ("266", "LS"), ("267", "BW"), ("268", "SZ"), ("269", "KM"),
    ("27", "ZA"), ("290", "SH"), ("291", "ER"), ("297", "AW"), ("298", "FO"), ("299", "GL"), ("30", "GR"),
    ("31", "NL"), ("32", "BE"), ("33", "FR"), ("34", "ES"), ("350", "GI"), ("351", "PT"), ("352", "LU"),
    ("353", "IE"), ("354", "IS"), ("355", "AL"), ("356", "MT"), ("357", "CY"), ("358", "FI"), ("359", "BG"),
    ("36", "HU"), ("370", "LT"), ("371", "LV"), ("372", "EE"), ("373", "MD"), ("374", "AM"), ("375", "BY"),
    ("376", "AD"), ("377", "MC"), ("378", "SM"), ("380", "UA"), ("381", "RS"), ("382", "ME"), ("383", "XK"),
    ("385", "HR"), ("386", "SI"), ("387", "BA"), ("389", "MK"), ("39", "IT"), ("3906698", "VA"),
    ("379", "VA"), ("40", "RO"), ("41", "CH"), ("420", "CZ"), ("421", "SK"), ("423", "LI"), ("43", "AT"),
    ("44", "GB"), ("45", "DK"), ("46", "SE"), ("47", "NO"), ("48", "PL"), ("49", "DE"), ("500", "FK"),
    ("501", "BZ"), ("502", "GT"), ("503", "SV"), ("504", "HN"), ("505", "NI"), ("506", "CR"), ("507", "PA"),
    ("508", "PM"), ("509", "HT"), ("51", "PE"), ("52", "MX"), ("53", "CU"), ("54", "AR"), ("55", "BR"),
    ("56", "CL"), ("57", "CO"), ("58", "VE"), ("590", "GP"), ("591", "BO"), ("592", "GY"), ("593", "EC"),
    ("594", "GF"), ("595", "PY"), ("596", "MQ"), ("597", "SR"), ("598", "UY"), ("599", "CW"), ("60", "MY"),
    ("61", "AU"), ("62", "ID"), ("63", "PH"), ("64", "NZ"), ("65", "SG"), ("66", "TH"), ("670", "TL"),
    ("672", "NF"), ("673", "BN"), ("674", "NR"), ("675", "PG"), ("676", "TO"), ("677", "SB"), ("678", "VU"),
    ("679", "FJ"), ("680", "PW"), ("681", "WF"), ("682", "CK"), ("683", "NU"), ("685", "WS"), ("686", "KI"),
    ("687", "NC"), ("688", "TV"), ("689", "PF"), ("690", "TK"), ("691", "FM"), ("692", "MH"), ("81", "JP"),
    ("82", "KR"), ("84", "VN"), ("850", "KP"), ("852", "HK"), ("853", "MO"), ("855", "KH"), ("856", "LA"),
    ("86", "CN"), ("880", "BD"), ("886", "TW"), ("90", "TR"), ("91", "IN"), ("92", "PK"), ("93", "AF"),
    ("94", "LK"), ("95", "MM"), ("960", "MV"), ("961", "LB"), ("962", "JO"), ("963", "SY"), ("964", "IQ"),
    ("965", "KW"), ("966", "SA"), ("967", "YE"), ("968", "OM"), ("970", "PS"), ("971", "AE"), ("972", "IL"),
    ("973", "BH"), ("974", "QA"), ("975", "BT"), ("976", "MN"), ("977", "NP"), ("98", "IR"), ("992", "TJ"),
    ("993", "TM"), ("994", "AZ"), ("995", "GE"), ("996", "KG"), ("998", "UZ"),
];
