using FsCheck;
using FsCheck.Fluent;
using Holdfast.Protocol.Cryptography;

namespace Holdfast.Tests.Properties.Cryptography;

/// <summary>A packet of any suite, any length up to 9000 octets, anywhere in memory.</summary>
/// <param name="Suite">Index of the suite among all.</param>
/// <param name="Blocks">Blocks of text, cut to 9000 octets.</param>
/// <param name="HeaderLength">Octets before the IV.</param>
/// <param name="AppendixLength">Octets behind the text, where the suite has a MAC.</param>
/// <param name="Alignment">Where in a word of 16 octets the packet begins.</param>
/// <param name="Seed">Of keys and octets.</param>
public sealed record ProtectedPacket(
    int Suite, int Blocks, int HeaderLength, int AppendixLength, int Alignment, int Seed)
{
    private const int TextMax = 9000;

    private static readonly (EncryptionSpec Encryption, IntegritySpec Integrity)[] Suites =
        [.. CryptoProviders.Suites()];

    public EncryptionSpec Encryption => Suites[Suite].Encryption;

    public IntegritySpec Integrity => Suites[Suite].Integrity;

    public int TextLength =>
        Math.Min(Blocks, TextMax / Encryption.BlockLength) * Encryption.BlockLength;

    public bool HasIcv => Encryption.IsCombined || Integrity.Mac != MacAlgorithm.None;

    /// <summary>A suite by its index, an empty packet.</summary>
    public static ProtectedPacket OfSuite(int suite, int blocks) =>
        new(suite, blocks, 8, 4, 0, suite);

    public static int SuiteCount => Suites.Length;

    /// <summary>The octets, one behind the other as in a packet.</summary>
    public PacketMemory Lay()
    {
        var random = new Random(Seed);
        var appendix = Encryption.IsCombined ? 0 : AppendixLength;
        return new PacketMemory(
            random, Alignment, HeaderLength, Encryption.IvLength, TextLength, appendix,
            Encryption.IsCombined ? Encryption.IcvLength : Integrity.IcvLength);
    }

    /// <summary>The cipher of each provider that has the suite, under one key.</summary>
    public List<PacketCipher> Ciphers(IEnumerable<CryptoProvider> providers)
    {
        var random = new Random(~Seed);
        var key = new byte[Encryption.KeyMaterialLength];
        var macKey = new byte[Integrity.KeyLength];
        random.NextBytes(key);
        random.NextBytes(macKey);
        return [.. providers
            .Where(provider => provider.Supports(Encryption, Integrity))
            .Select(provider => provider.CreateCipher(Encryption, Integrity, key, macKey))];
    }

    public override string ToString() =>
        $"{Encryption} with {Integrity}: {HeaderLength} + {TextLength} + {AppendixLength} octets "
        + $"at {Alignment}, seed {Seed}";
}

/// <summary>Packets of all kinds; shorter ones are tried more often, as shrinking is.</summary>
public static class ProtectedPackets
{
    public static Arbitrary<ProtectedPacket> Packet()
    {
        var length = Gen.OneOf(
            Gen.Choose(0, 70), Gen.Choose(0, 1500), Gen.Choose(0, 9000),
            Gen.Elements(2047, 2048, 2049, 9000));
        var packets =
            from suite in Gen.Choose(0, ProtectedPacket.SuiteCount - 1)
            from blocks in length
            from header in Gen.Choose(0, 40)
            from appendix in Gen.Elements(0, 4, 7)
            from alignment in Gen.Choose(0, 15)
            from seed in Gen.Choose(0, int.MaxValue)
            select new ProtectedPacket(suite, blocks, header, appendix, alignment, seed);
        return Arb.From(packets, Shrink);
    }

    private static IEnumerable<ProtectedPacket> Shrink(ProtectedPacket packet) =>
        new[]
        {
            packet with { Blocks = packet.Blocks / 2 },
            packet with { Alignment = 0 },
            packet with { HeaderLength = 0 },
        }.Where(simpler => simpler != packet);
}
