using System.Buffers.Binary;
using System.Security.Cryptography;
using static Holdfast.Tests.Examples.Cli.MadePackets;

namespace Holdfast.Tests.Examples.Cli.Decryption;

/// <summary>The keys of an IKE SA, by the formulas alone: HMAC-SHA2-256 and AES-GCM.</summary>
/// <param name="SkD">SK_d.</param>
/// <param name="SkEi">What the initiator encrypts with: 32 octets and the salt.</param>
/// <param name="SkEr">What the responder encrypts with.</param>
/// <param name="SkPi">What the initiator proves itself with.</param>
/// <param name="SkPr">What the responder proves itself with.</param>
internal sealed record MadeKeys(
    byte[] SkD, byte[] SkEi, byte[] SkEr, byte[] SkPi, byte[] SkPr)
{
    /// <summary>prf+ (SKEYSEED, Ni | Nr | SPIi | SPIr), RFC 7296 §2.14.</summary>
    public static MadeKeys Of(byte[] skeyseed, byte[] seed)
    {
        var stream = Plus(skeyseed, seed, 32 + 36 + 36 + 32 + 32);
        return new(
            stream[..32], stream[32..68], stream[68..104], stream[104..136], stream[136..]);
    }

    /// <summary>SK_p of one side.</summary>
    public byte[] SkP(bool isResponder) => isResponder ? SkPr : SkPi;

    /// <summary>prf.</summary>
    public static byte[] Prf(byte[] key, params byte[] data) => HMACSHA256.HashData(key, data);

    /// <summary>prf+, RFC 7296 §2.13.</summary>
    public static byte[] Plus(byte[] key, byte[] seed, int length)
    {
        byte[] all = [];
        byte[] last = [];
        for (byte i = 1; all.Length < length; i++)
        {
            last = Prf(key, [.. last, .. seed, i]);
            all = [.. all, .. last];
        }

        return all[..length];
    }
}

/// <summary>
/// Both peers of an IKE SA that never was: its messages and packets, sealed with nothing of ours.
/// </summary>
/// <param name="Initiator">The initiator's SPI.</param>
/// <param name="Responder">The responder's SPI.</param>
internal sealed record MadeIkeSa(ulong Initiator, ulong Responder)
{
    private ulong _iv;

    /// <summary>The initiator's nonce.</summary>
    public byte[] Ni { get; } = Filled(32, (byte)Initiator);

    /// <summary>The responder's nonce.</summary>
    public byte[] Nr { get; } = Filled(24, (byte)Responder);

    /// <summary>Ni | Nr.</summary>
    public byte[] Nonces => [.. Ni, .. Nr];

    /// <summary>Ni | Nr | SPIi | SPIr.</summary>
    public byte[] Seed => [.. Nonces, .. Long(Initiator), .. Long(Responder)];

    /// <summary>So many octets of one value.</summary>
    public static byte[] Filled(int length, byte value)
    {
        var octets = new byte[length];
        octets.AsSpan().Fill(value);
        return octets;
    }

    /// <summary>A chain of payloads.</summary>
    public static byte[] Chain(params (byte Type, byte[] Body)[] payloads)
    {
        byte[] all = [];
        for (var i = 0; i < payloads.Length; i++)
        {
            var next = i + 1 < payloads.Length ? payloads[i + 1].Type : (byte)0;
            all = [.. all, .. Payload(next, payloads[i].Body)];
        }

        return all;
    }

    /// <summary>The body of an SA payload with one proposal.</summary>
    public static byte[] Proposal(
        byte protocol, byte[] spi, params (byte Type, byte Id, int Bits)[] transforms)
    {
        byte[] all = [];
        for (var i = 0; i < transforms.Length; i++)
        {
            var (type, id, bits) = transforms[i];
            byte[] attribute = bits == 0 ? [] : [0x80, 14, .. Half(bits)];
            var more = (byte)(i + 1 < transforms.Length ? 3 : 0);
            all =
            [
                .. all, more, 0, .. Half(8 + attribute.Length), type, 0, .. Half(id), .. attribute,
            ];
        }

        return
        [
            0, 0, .. Half(8 + spi.Length + all.Length), 1, protocol, (byte)spi.Length,
            (byte)transforms.Length, .. spi, .. all,
        ];
    }

    /// <summary>The body of a Notify payload.</summary>
    public static byte[] Notify(int type, params byte[] data) => [0, 0, .. Half(type), .. data];

    /// <summary>The body of a KE payload.</summary>
    public static byte[] Ke(int method, byte[] value) => [.. Half(method), 0, 0, .. value];

    /// <summary>A message in the clear.</summary>
    public byte[] Clear(byte exchange, bool isResponse, params (byte, byte[])[] payloads)
    {
        var chain = Chain(payloads);
        var responder = isResponse ? Responder : 0;
        return Carried(
            [.. Header(exchange, isResponse, 0, payloads[0].Item1, chain.Length, responder),
                .. chain]);
    }

    /// <summary>A message in an SK payload.</summary>
    public byte[] Sealed(
        MadeKeys keys, byte exchange, bool isResponse, uint id, params (byte, byte[])[] payloads)
    {
        byte[] text = [.. Chain(payloads), 0];
        var length = 4 + 8 + text.Length + 16;
        return Carried(Seal(
            isResponse ? keys.SkEr : keys.SkEi,
            [
                .. Header(exchange, isResponse, id, 46, length, Responder), payloads[0].Item1, 0,
                .. Half(length),
            ],
            text));
    }

    /// <summary>
    /// A message as RFC 9242 §3.3.2 counts it, whether it came in fragments or not: what would
    /// stand in its SK payload stands there in the clear.
    /// </summary>
    public byte[] Counted(
        byte exchange, bool isResponse, uint id, params (byte, byte[])[] payloads)
    {
        var chain = Chain(payloads);
        return
        [
            .. Header(exchange, isResponse, id, 46, 4 + chain.Length, Responder),
            payloads[0].Item1, 0, .. Half(4 + chain.Length), .. chain,
        ];
    }

    /// <summary>A message in two fragments, RFC 7383 §2.5.</summary>
    public byte[][] Fragments(
        MadeKeys keys, byte exchange, bool isResponse, uint id, params (byte, byte[])[] payloads)
    {
        var chain = Chain(payloads);
        var half = chain.Length / 2;
        return [One(1, payloads[0].Item1, chain[..half]), One(2, 0, chain[half..])];

        byte[] One(byte number, byte first, byte[] piece)
        {
            var length = 4 + 4 + 8 + piece.Length + 1 + 16;
            return Carried(Seal(
                isResponse ? keys.SkEr : keys.SkEi,
                [
                    .. Header(exchange, isResponse, id, 53, length, Responder), first, 0,
                    .. Half(length), 0, number, 0, 2,
                ],
                [.. piece, 0]));
        }
    }

    /// <summary>
    /// An ESP packet that holds a UDP datagram in transport mode, AES-GCM with 128 bits.
    /// </summary>
    public byte[] Esp(uint spi, byte[] key) =>
        Ipv4(50, Seal(key, [.. Word(spi), .. Word(1)], [.. Udp(9, [1, 2, 3, 4]), 1, 2, 2, 17]));

    /// <summary>Eight octets, most significant first.</summary>
    public static byte[] Long(ulong value)
    {
        var octets = new byte[8];
        BinaryPrimitives.WriteUInt64BigEndian(octets, value);
        return octets;
    }

    private byte[] Header(
        byte exchange, bool isResponse, uint id, byte first, int length, ulong responder) =>
    [
        .. Long(Initiator), .. Long(responder), first, 0x20, exchange,
        (byte)(isResponse ? 0x20 : 0x08), .. Word(id), .. Word((uint)(28 + length)),
    ];

    // RFC 4106 and RFC 5282: the nonce is the salt and the IV, covered is all that stands before.
    private byte[] Seal(byte[] key, byte[] covered, byte[] text)
    {
        var iv = Long(++_iv);
        var (cipher, tag) = (new byte[text.Length], new byte[16]);
        using var gcm = new AesGcm(key.AsSpan()[..^4], 16);
        byte[] nonce = [.. key[^4..], .. iv];
        gcm.Encrypt(nonce, text, cipher, tag, covered);
        return [.. covered, .. iv, .. cipher, .. tag];
    }

    private static byte[] Carried(byte[] message) => Ipv4(17, Udp(500, message));
}
