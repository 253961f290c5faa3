using Holdfast.Codec;
using Holdfast.Testing.Samples;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.Codec;

/// <summary>
/// Law 5: an extension is left over or refused. Only a type that takes whatever is left may take
/// it, and then its value shows it.
/// </summary>
public sealed class Law05ExtensionsAreLeftOver
{
    private const int Runs = 80;
    private const int ExtensionMax = 40;

    public static TheoryData<Subject> Types => WireTypes.Subjects;

    [Theory]
    [MemberData(nameof(Types))]
    public void Octets_behind_a_value_are_left_over_or_seen_in_it(Subject type)
    {
        var entry = type.Entry;
        var samples = WireFormats.Samples(entry);
        ForAll.Cases(Runs, c => (samples(c), c.Octets(1 + c.Below(ExtensionMax))), drawn =>
        {
            var (sample, extension) = drawn;
            byte[] longer = [.. sample.Octets, .. extension];
            var value = entry.MustRead(sample.Octets, sample.WireFacts, Fidelity.Verbatim);
            var good = entry.Read(
                longer, sample.WireFacts, Fidelity.Verbatim, out var other, out var error);
            if (SchemaFacts.Delimits(entry.Schema))
            {
                Assert.True(good, $"{error}");
                Assert.Equal(value, other);
                Assert.True(entry.Probe(longer, sample.WireFacts, out var probe, out _));
                Assert.Equal(sample.Octets.Length, probe.Octets);
            }
            else if (good && value.Equals(other))
            {
                Assert.True(entry.Probe(longer, sample.WireFacts, out var probe, out _));
                Assert.Equal(sample.Octets.Length, probe.Octets);
            }
        });
    }
}
