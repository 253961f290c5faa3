using Holdfast.Codec;
using Holdfast.Codec.Schemas;
using Holdfast.Testing.Samples;
using Holdfast.Tests.Properties.Codec.Samples;
using Holdfast.Tests.Properties.Codec.Samples.MadeUp;

namespace Holdfast.Tests.Properties.Codec;

/// <summary>Rules whose whole domain is small enough to be asked, case by case.</summary>
public sealed class WholeDomains
{
    /// <summary>The types with bodies by a tag, and a critical flag beside it.</summary>
    public static TheoryData<Subject> Critical => WireTypes.SubjectsWhere(entry =>
        entry.Schema.Fields.Any(one => one.Critical != "")
        && entry.Schema.Fields.Any(one => one.Kind == FieldKind.Tag));

    /// <summary>Every tag that nobody knows, RFC 7296 §2.5.</summary>
    [Theory]
    [MemberData(nameof(Critical))]
    public void What_nobody_knows_is_refused_if_it_is_critical_and_kept_if_not(Subject type) =>
        RefusesCritical(type.Entry);

    /// <summary>Every length of 16 bits, and octets for four.</summary>
    [Fact]
    public void A_length_asks_for_all_the_octets_that_it_says() => AsksForAll(Datagram.Entry);

    /// <summary>Every field of some samples set to nought.</summary>
    [Theory]
    [MemberData(nameof(Chained))]
    public void No_link_is_met_twice_whatever_is_nought(Subject type) => EndsChains(type.Entry);

    /// <summary>The types with chains.</summary>
    public static TheoryData<Subject> Chained => WireTypes.SubjectsWhere(entry =>
        entry.Schema.Fields.Any(one => one.Kind == FieldKind.Chain));

    internal static void RefusesCritical(WireEntry entry)
    {
        var known = SchemaFacts.KnownTags(entry.Schema)!.ToHashSet();
        var unknown = Enumerable.Range(1, 255).Select(tag => (ulong)tag)
            .Where(tag => !known.Contains(tag)).ToArray();
        Assert.True(unknown.Length > 100, $"{unknown.Length}");
        foreach (var tag in unknown)
        {
            Assert.True(entry.Read(
                [0, 0x00, 0, 4], new(tag), Fidelity.Verbatim, out _, out var error), $"{error}");
            Assert.False(entry.Read(
                [0, 0x80, 0, 4], new(tag), Fidelity.Verbatim, out _, out error));
            Assert.Equal(DecodeFault.UnknownCritical, error.Fault);
        }
    }

    internal static void AsksForAll(WireEntry entry)
    {
        const byte noExtension = 59;
        for (var length = 0; length <= ushort.MaxValue; length++)
        {
            var good = entry.Probe(
                [noExtension, (byte)(length >> 8), (byte)length, 1, 2, 3, 4], default,
                out var probe, out var error);
            Assert.True(good == length <= 4, $"{length}: {error}");
            Assert.Equal(good ? (3 + length, 0) : (0, length - 4), (probe.Octets, error.Missing));
        }
    }

    internal static void EndsChains(WireEntry entry)
    {
        var samples = WireFormats.Samples(entry);
        for (var seed = 0; seed < 40; seed++)
        {
            var sample = samples(new Choices(Choices.FromSeed(seed, 512)));
            foreach (var change in Mutation.Of(sample).Where(one => one.Kind == MutationKind.Zero))
            {
                if (entry.Probe(change.Octets, sample.WireFacts, out var probe, out _))
                {
                    Assert.InRange(probe.Elements, 0, probe.Octets);
                }
            }
        }
    }
}
