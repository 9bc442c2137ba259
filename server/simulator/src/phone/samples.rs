//! Files a simulated phone sends when nobody chose one: real, small, made here.

use super::picture;

/// Bytes and MIME type of a sample of this kind.
pub(super) fn file(kind: &str, seed: u32) -> (Vec<u8>, &'static str) {
    match kind {
        "image" => (picture::jpeg(60, 40, seed), "image/jpeg"),
        "audio" => (silence(3), "audio/ogg; codecs=opus"),
        "video" => (video(), "video/mp4"),
        "sticker" => {
            let shade = u8::try_from(seed % 90).unwrap_or(0);
            (picture::webp(40 + shade, 160, 120 + shade), "image/webp")
        }
        _ => (pdf("Documento de teste do simulador"), "application/pdf"),
    }
}

/// Seconds of silence as Ogg Opus.
fn silence(seconds: u64) -> Vec<u8> {
    let mut out = Vec::new();
    let mut head = b"OpusHead".to_vec();
    head.extend_from_slice(&[1, 1, 0, 0]);
    head.extend_from_slice(&48_000_u32.to_le_bytes());
    head.extend_from_slice(&[0, 0, 0]);
    page(&mut out, 2, 0, 0, &[head]);
    let mut tags = b"OpusTags".to_vec();
    let vendor = b"desk-simulator";
    tags.extend_from_slice(&u32::try_from(vendor.len()).unwrap_or(0).to_le_bytes());
    tags.extend_from_slice(vendor);
    tags.extend_from_slice(&0_u32.to_le_bytes());
    page(&mut out, 0, 0, 1, &[tags]);
    // 50 packets of 20 ms in each page: one second a page.
    for second in 1..=seconds {
        let packets = vec![vec![0xF8, 0xFF, 0xFE]; 50];
        let kind = if second == seconds { 4 } else { 0 };
        page(&mut out, kind, second * 48_000, u32::try_from(second).unwrap_or(0) + 1, &packets);
    }
    out
}

fn page(out: &mut Vec<u8>, kind: u8, granule: u64, sequence: u32, packets: &[Vec<u8>]) {
    let mut page = b"OggS".to_vec();
    page.extend_from_slice(&[0, kind]);
    page.extend_from_slice(&granule.to_le_bytes());
    page.extend_from_slice(&0x5157_4348_u32.to_le_bytes());
    page.extend_from_slice(&sequence.to_le_bytes());
    page.extend_from_slice(&[0; 4]);
    page.push(u8::try_from(packets.len()).unwrap_or(255));
    page.extend(packets.iter().map(|p| u8::try_from(p.len()).unwrap_or(254)));
    page.extend(packets.iter().flatten());
    let sum = ogg_crc(&page).to_le_bytes();
    page[22..26].copy_from_slice(&sum);
    out.extend_from_slice(&page);
}

fn ogg_crc(bytes: &[u8]) -> u32 {
    bytes.iter().fold(0_u32, |mut crc, byte| {
        crc ^= u32::from(*byte) << 24;
        for _ in 0..8 {
            crc = if crc & 0x8000_0000 != 0 { (crc << 1) ^ 0x04C1_1DB7 } else { crc << 1 };
        }
        crc
    })
}

/// The frame of an MP4 file, with nothing to play in it.
fn video() -> Vec<u8> {
    let mut out = Vec::new();
    let mut bx = |kind: &[u8; 4], body: &[u8]| {
        out.extend_from_slice(&u32::try_from(body.len() + 8).unwrap_or(8).to_be_bytes());
        out.extend_from_slice(kind);
        out.extend_from_slice(body);
    };
    bx(b"ftyp", b"isom\0\0\x02\0isomiso2mp41");
    bx(b"free", b"desk-simulator");
    bx(b"mdat", &[0; 1024]);
    out
}

/// A one-page PDF with a line of text.
fn pdf(text: &str) -> Vec<u8> {
    let stream = format!("BT /F1 20 Tf 60 740 Td ({text}) Tj ET");
    let objects = [
        "<< /Type /Catalog /Pages 2 0 R >>".to_owned(),
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>".to_owned(),
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents 4 0 R /Resources << /Font << /F1 5 0 R >> >> >>"
            .to_owned(),
        format!("<< /Length {} >>\nstream\n{stream}\nendstream", stream.len()),
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>".to_owned(),
    ];
    let mut out = String::from("%PDF-1.4\n");
    let mut places = Vec::new();
    for (index, object) in objects.iter().enumerate() {
        places.push(out.len());
        out.push_str(&format!("{} 0 obj\n{object}\nendobj\n", index + 1));
    }
    let table = out.len();
    out.push_str(&format!("xref\n0 {}\n0000000000 65535 f \n", objects.len() + 1));
    for place in places {
        out.push_str(&format!("{place:010} 00000 n \n"));
    }
    out.push_str(&format!(
        "trailer\n<< /Size {} /Root 1 0 R >>\nstartxref\n{table}\n%%EOF\n",
        objects.len() + 1
    ));
    out.into_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn samples_begin_as_their_kind_begins() {
        assert!(file("image", 1).0.starts_with(&[0xFF, 0xD8, 0xFF]));
        assert!(file("audio", 1).0.starts_with(b"OggS"));
        assert_eq!(&file("video", 1).0[4..8], b"ftyp");
        assert_eq!(&file("sticker", 1).0[8..16], b"WEBPVP8L");
        assert!(file("document", 1).0.starts_with(b"%PDF-"));
        assert_ne!(file("image", 1).0, file("image", 2).0);
    }

    #[test]
    fn ogg_checksum_is_the_published_one() {
        // CRC-32 without reflection over "123456789", initial value 0.
        assert_eq!(ogg_crc(b"123456789"), 0x89A1_897F);
    }
}
