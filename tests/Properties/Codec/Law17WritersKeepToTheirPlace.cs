using Holdfast.Codec;
using Holdfast.Testing.Samples;
using Holdfast.Tests.Properties.Codec.Samples;

namespace Holdfast.Tests.Properties.Codec;

/// <summary>
/// Law 17: a writer writes every octet of the value, whatever stood there, and none behind; where
/// there is too little room it writes nothing and says of which type.
/// </summary>
public sealed class Law17WritersKeepToTheirPlace
{
    private const int Runs = 40;
    private const int Behind = 5;

    public static TheoryData<Subject> Types => WireTypes.Subjects;

    [Theory]
    [MemberData(nameof(Types))]
    public void What_stood_there_does_not_matter_and_what_stands_behind_stays(Subject type)
    {
        var entry = type.Entry;
        ForAll.Cases(Runs, WireFormats.Samples(entry), sample =>
        {
            foreach (var fidelity in Enum.GetValues<Fidelity>())
            {
                var value = entry.MustRead(sample.Octets, sample.WireFacts, fidelity);
                var clean = value.MustWrite(sample);
                byte[] used = [.. Enumerable.Repeat((byte)0xA5, clean.Length + Behind)];
                Assert.True(value.TryWrite(used, sample.Scope(), out var written, out var error));
                Assert.Equal((clean.Length, default), (written, error));
                Assert.Equal(
                    Convert.ToHexStringLower(clean) + "a5a5a5a5a5", Convert.ToHexStringLower(used));
            }
        });
    }

    [Theory]
    [MemberData(nameof(Types))]
    public void Too_little_room_is_told_of_the_type_and_nothing_is_written(Subject type)
    {
        var entry = type.Entry;
        ForAll.Cases(Runs, WireFormats.Samples(entry), sample =>
        {
            var value = entry.MustRead(sample.Octets, sample.WireFacts, Fidelity.Canonical);
            var node = sample.Tree;
            while (node.Chosen is { } chosen)
            {
                node = chosen;
            }

            for (var room = 0; room < value.SizeOf(); room++)
            {
                byte[] used = [.. Enumerable.Repeat((byte)0xA5, room)];
                Assert.False(value.TryWrite(used, sample.Scope(), out var written, out var error));
                Assert.Equal(
                    (0, new(EncodeFault.DestinationTooSmall, node.Schema.Name)), (written, error));
                Assert.All(used, octet => Assert.Equal(0xA5, octet));
            }
        });
    }
}
