//! Small pictures made here: a JPEG of coloured tiles and a WebP of one colour.

/// A baseline JPEG whose 8 × 8 tiles have one colour each: a soft gradient that differs with `seed`.
/// Written by the book (ITU T.81) with DC coefficients only.
pub(super) fn jpeg(tiles_x: u16, tiles_y: u16, seed: u32) -> Vec<u8> {
    let mut out = vec![0xFF, 0xD8];
    out.extend_from_slice(&[0xFF, 0xE0, 0, 16, b'J', b'F', b'I', b'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0]);
    // One quantisation table of eights: a DC step is then exactly one grey level.
    out.extend_from_slice(&[0xFF, 0xDB, 0, 67, 0]);
    out.extend_from_slice(&[8; 64]);
    let [height_high, height_low] = (tiles_y * 8).to_be_bytes();
    let [width_high, width_low] = (tiles_x * 8).to_be_bytes();
    out.extend_from_slice(&[0xFF, 0xC0, 0, 17, 8, height_high, height_low, width_high, width_low, 3]);
    out.extend_from_slice(&[1, 0x11, 0, 2, 0x11, 0, 3, 0x11, 0]);
    // DC codes: twelve symbols of four bits. AC codes: one symbol, "end of block", of one bit.
    out.extend_from_slice(&[0xFF, 0xC4, 0, 31, 0x00, 0, 0, 0, 12, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    out.extend(0..12_u8);
    out.extend_from_slice(&[0xFF, 0xC4, 0, 20, 0x10, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
    out.extend_from_slice(&[0xFF, 0xDA, 0, 12, 3, 1, 0x00, 2, 0x00, 3, 0x00, 0, 63, 0]);
    let mut bits = Bits { out: &mut out, buffer: 0, count: 0 };
    let mut previous = [0_i32; 3];
    for y in 0..tiles_y {
        for x in 0..tiles_x {
            let colour = tile(x, y, tiles_x, tiles_y, seed);
            for (value, last) in colour.iter().zip(previous.iter_mut()) {
                let level = value - 128;
                bits.dc(level - *last);
                *last = level;
            }
        }
    }
    bits.flush();
    out.extend_from_slice(&[0xFF, 0xD9]);
    out
}

/// Luma and chroma of one tile.
fn tile(x: u16, y: u16, width: u16, height: u16, seed: u32) -> [i32; 3] {
    let share = |value: u16, of: u16| i32::from(value) * 100 / i32::from(of.max(1));
    let (across, down) = (share(x, width), share(y, height));
    let tint = i32::try_from(seed % 97).unwrap_or(0);
    let ridge = (across * 3 + tint * 7) % 100;
    let hill = 55 + (ridge - 50).abs() / 3;
    if down > hill {
        [70 + (100 - down) / 2, 118 - tint / 4, 108 + across / 8]
    } else {
        [215 - down / 2, 122 + (100 - down) / 8 + tint / 10, 132 + down / 4]
    }
}

struct Bits<'o> {
    out: &'o mut Vec<u8>,
    buffer: u32,
    count: u32,
}

impl Bits<'_> {
    fn put(&mut self, value: u32, length: u32) {
        for shift in (0..length).rev() {
            self.buffer = (self.buffer << 1) | ((value >> shift) & 1);
            self.count += 1;
            if self.count == 8 {
                self.byte();
            }
        }
    }

    fn byte(&mut self) {
        let byte = u8::try_from(self.buffer & 0xFF).unwrap_or(0);
        self.out.push(byte);
        if byte == 0xFF {
            self.out.push(0);
        }
        self.buffer = 0;
        self.count = 0;
    }

    /// One block: the difference of the DC level, then "end of block".
    fn dc(&mut self, difference: i32) {
        let size = 32 - difference.unsigned_abs().leading_zeros();
        self.put(size, 4);
        let bits = if difference < 0 { difference - 1 } else { difference };
        self.put(u32::from_ne_bytes(bits.to_ne_bytes()) & ((1 << size) - 1), size);
        self.put(0, 1);
    }

    fn flush(&mut self) {
        while self.count != 0 {
            self.put(1, 1);
        }
    }
}

/// Side of a sticker, in pixels, as the platform wants it.
const STICKER: u32 = 512;

/// A lossless WebP of 512 × 512: a face of one colour on nothing, drawn with the alpha channel alone.
pub(super) fn webp(red: u8, green: u8, blue: u8) -> Vec<u8> {
    let mut bits: Vec<bool> = Vec::with_capacity(300_000);
    let put = |bits: &mut Vec<bool>, value: u32, length: u32| {
        bits.extend((0..length).map(|i| value >> i & 1 == 1));
    };
    put(&mut bits, STICKER - 1, 14);
    put(&mut bits, STICKER - 1, 14);
    put(&mut bits, 1, 1); // alpha is used
    put(&mut bits, 0, 3); // version
    put(&mut bits, 0, 1); // no transform
    put(&mut bits, 0, 1); // no colour cache
    put(&mut bits, 0, 1); // one set of codes for the whole picture
    // Green, red, blue, alpha, distance: simple codes of one symbol, which cost no bits, or (alpha) of two.
    for symbols in [&[green][..], &[red], &[blue], &[0, 255], &[0]] {
        put(&mut bits, 1, 1);
        put(&mut bits, u32::from(symbols.len() == 2), 1);
        put(&mut bits, 1, 1);
        for symbol in symbols {
            put(&mut bits, u32::from(*symbol), 8);
        }
    }
    for y in 0..STICKER {
        bits.extend((0..STICKER).map(|x| face(i64::from(x), i64::from(y))));
    }
    let mut data = vec![0x2F];
    for chunk in bits.chunks(8) {
        data.push(chunk.iter().enumerate().fold(0, |byte, (i, bit)| byte | u8::from(*bit) << i));
    }
    let size = |length: usize| u32::try_from(length).unwrap_or(u32::MAX).to_le_bytes();
    let padded = data.len() + data.len() % 2;
    let mut out = b"RIFF".to_vec();
    out.extend_from_slice(&size(4 + 8 + padded));
    out.extend_from_slice(b"WEBPVP8L");
    out.extend_from_slice(&size(data.len()));
    out.extend_from_slice(&data);
    out.resize(out.len() + padded - data.len(), 0);
    out
}

/// Whether a pixel belongs to the face: a disc without eyes and mouth.
fn face(x: i64, y: i64) -> bool {
    let within = |cx: i64, cy: i64, radius: i64| (x - cx).pow(2) + (y - cy).pow(2) <= radius * radius;
    let mouth = within(256, 270, 130) && !within(256, 235, 130) && y > 290;
    within(256, 256, 240) && !within(176, 200, 34) && !within(336, 200, 34) && !mouth
}
