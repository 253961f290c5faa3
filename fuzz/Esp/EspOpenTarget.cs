using System.Buffers.Binary;
using System.Net;
using Holdfast.Codec.Interpreter;
using Holdfast.Fuzz.Schemas;
using Holdfast.Protocol;
using Holdfast.Protocol.AntiReplay;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Encapsulation;
using Holdfast.Protocol.Esp;
using Holdfast.Protocol.Ipsec;

namespace Holdfast.Fuzz.Esp;

/// <summary>
/// ESP whose sender has the keys, RFC 4303 §3.4: the input is the plaintext (payload, padding, its
/// length, next header) behind an octet that names the SA and one for what is around it. So any
/// trailer and any packet inside is authentic.
/// </summary>
internal sealed class EspOpenTarget : IFuzzTarget
{
    private const int HeadLength = 2;
    private const int AllocatesLeast = 1 << 10;
    private const int AllocatesOfOctet = 64;
    private const uint SpiValue = 0xC0DE_0001;

    private readonly byte[] _packet = new byte[4096];
    private readonly byte[] _output = new byte[4096];
    private readonly Lazy<Keyed[]> _sas = new(MakeSas);
    private readonly HeapBound _heap;

    /// <summary>The target.</summary>
    public EspOpenTarget() => _heap = new(AllocatesLeast, AllocatesOfOctet, Ask);

    /// <inheritdoc/>
    public string Name => "esp-open";

    /// <inheritdoc/>
    public string Claim =>
        "whatever is sealed under the SA's keys comes out as an IP packet, or is refused with a "
        + "place and leaves nothing behind; a changed ICV is refused; reading "
        + "allocates in proportion to the octets";

    /// <inheritdoc/>
    public TargetRooms Rooms => TargetRooms.Octets;

    /// <inheritdoc/>
    public int LengthMax => 1024;

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Dictionary { get; } =
        [[4], [41], [94], [17], [6], [59], [1, 2, 2, 4], [1, 1, 4], [0x45, 0], [0x60, 0]];

    /// <inheritdoc/>
    public IReadOnlyList<byte[]> Seeds =>
    [
        .. _sas.Value.SelectMany((sa, index) => new[] { Ipv4(index), Ipv6(index) }),
    ];

    /// <inheritdoc/>
    public void Run(ReadOnlySpan<byte> input) => _heap.Read(input);

    /// <inheritdoc/>
    public void Examine(ReadOnlySpan<byte> input) => Run(input);

    /// <inheritdoc/>
    public InputShape ShapeOf(ReadOnlySpan<byte> input)
    {
        if (input.Length < HeadLength + 2)
        {
            return InputShape.None;
        }

        var text = input[HeadLength..];
        var shape = ReferenceReader.TryRead(
            EspPlaintext.Schema, text, ReferenceFacts.None, out var trailer)
                ? InputShape.Of(HeadLength, trailer.Node!)
                : InputShape.None;
        var inner = text[0] >> 4 == 6 ? Ipv6Packet.Schema : Ipv4Packet.Schema;
        return ReferenceReader.TryRead(inner, text, ReferenceFacts.None, out var packet)
            ? shape.And(InputShape.Of(HeadLength, packet.Node!))
            : shape;
    }

    private void Ask(ReadOnlySpan<byte> input)
    {
        if (input.Length < HeadLength)
        {
            return;
        }

        var sa = _sas.Value[input[0] % _sas.Value.Length];
        var packet = Seal(sa, input[1], input[HeadLength..]);
        var isOpen = sa.In.TryDecapsulate(packet, _output, out var opened, out var refusal);
        Check(isOpen, opened, refusal, packet.Length);
        if (isOpen && sa.In.OutputLengthMax(packet.Length) < opened.Written)
        {
            throw new ClaimBrokenException("no more comes out than was promised", $"{opened}");
        }

        packet[^1] ^= 1;
        ClaimBrokenException.Unless(
            !sa.In.TryDecapsulate(packet, _output, out _, out _), "another ICV is refused");
    }

    private Span<byte> Seal(Keyed sa, byte around, ReadOnlySpan<byte> text)
    {
        // The window would refuse the second packet of a number: each has its own.
        var number = ++sa.Number;
        var block = sa.Cipher.Encryption.BlockLength;
        text = text[(text.Length % block)..];
        var espAt = (around & 1) == 0 ? 20 : 28;
        var textAt = espAt + 8 + sa.Cipher.Encryption.SentIvLength;
        var length = textAt + text.Length + sa.Cipher.IcvLength;
        var packet = _packet.AsSpan(0, length);
        packet.Clear();
        packet[0] = 0x45;
        BinaryPrimitives.WriteUInt16BigEndian(packet[2..], (ushort)length);
        packet[1] = (byte)(around & 0xFE);
        packet[8] = 64;
        packet[9] = (byte)(espAt == 20 ? 50 : 17);
        new byte[] { 192, 0, 2, 1, 198, 51, 100, 1 }.CopyTo(packet[12..]);
        BinaryPrimitives.WriteUInt16BigEndian(packet[10..], Sum(packet[..20]));
        if (espAt == 28)
        {
            BinaryPrimitives.WriteUInt32BigEndian(packet[20..], 4500 << 16 | 4500);
            BinaryPrimitives.WriteUInt16BigEndian(packet[24..], (ushort)(length - 20));
        }

        BinaryPrimitives.WriteUInt32BigEndian(packet[espAt..], SpiValue);
        BinaryPrimitives.WriteUInt32BigEndian(packet[(espAt + 4)..], number);
        text.CopyTo(packet[textAt..]);
        sa.Cipher.Seal(
            packet.Slice(espAt, 8), packet[(espAt + 8)..textAt],
            packet.Slice(textAt, text.Length), [], packet[(textAt + text.Length)..]);
        return packet;
    }

    private void Check(bool isOpen, Decapsulated opened, PacketRefusal refusal, int length)
    {
        if (!isOpen)
        {
            ClaimBrokenException.Unless(
                refusal.Fault != PacketFault.None && refusal.Offset >= 0
                    && refusal.Offset <= length && refusal.Field.Length > 0,
                "a refusal says why and where", $"{refusal}");
            return;
        }

        var written = _output.AsSpan(0, opened.Written);
        var isIp = written.Length > 0 && (written[0] >> 4 == 6
            ? Ipv6Header.TryParse(written, out _, out _)
            : Ipv4Header.TryParse(written, out _, out _));
        ClaimBrokenException.Unless(isIp, "what comes out is an IP packet", $"{opened}");
        Reached.Octets(written);
    }

    private static byte[] Ipv4(int sa) =>
    [
        (byte)sa, 0, 0x45, 0, 0, 28, 0, 1, 0, 0, 64, 17, 0x66, 0xD1, 10, 1, 0, 1, 10, 2, 0, 1,
        0, 7, 0, 7, 0, 8, 0, 0, 1, 2, 2, 4,
    ];

    private static byte[] Ipv6(int sa) =>
    [
        (byte)sa, 1, 0x60, 0, 0, 0, 0, 8, 17, 64,
        0xfd, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
        0xfd, 2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1,
        0, 7, 0, 7, 0, 8, 0, 0, 1, 2, 3, 4, 5, 6, 6, 41,
    ];

    private static ushort Sum(ReadOnlySpan<byte> octets)
    {
        var sum = 0u;
        for (var i = 0; i < octets.Length; i += 2)
        {
            sum += BinaryPrimitives.ReadUInt16BigEndian(octets[i..]);
        }

        return (ushort)~((sum & 0xFFFF) + (sum >> 16));
    }

    private static Keyed[] MakeSas()
    {
        var provider = CryptoProviders.Fastest(out _);
        return
        [
            .. from suite in CryptoProviders.Suites()
                    .Where(one => one.Encryption.IcvLength + one.Integrity.IcvLength > 0
                        && !one.Encryption.IsImplicitIv)
                    .DistinctBy(one => (one.Encryption.Mode, one.Encryption.IcvLength))
               from mode in Enum.GetValues<IpsecMode>()
               select new Keyed(provider, suite.Encryption, suite.Integrity, mode),
        ];
    }

    private sealed class Keyed
    {
        public Keyed(
            CryptoProvider provider, EncryptionSpec encryption, IntegritySpec integrity,
            IpsecMode mode)
        {
            var key = new byte[encryption.KeyMaterialLength];
            var macKey = new byte[integrity.KeyLength];
            key.AsSpan().Fill(3);
            macKey.AsSpan().Fill(5);
            var sa = new IpsecSa(new Spi(SpiValue), mode)
            {
                Outer = new(IPAddress.Parse("192.0.2.1"), IPAddress.Parse("198.51.100.1")),
                Inner = new(IPAddress.Parse("10.1.0.1"), IPAddress.Parse("10.2.0.1")),
            };
            Cipher = provider.CreateCipher(encryption, integrity, key, macKey);
            In = new(
                sa, provider.CreateCipher(encryption, integrity, key, macKey),
                new ReplayWindow(64, false));
        }

        public PacketCipher Cipher { get; }

        public EspInbound In { get; }

        public uint Number { get; set; }
    }
}
