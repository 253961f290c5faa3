using Holdfast.Codec;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Examples.Ike;

/// <summary>Every IKE message that the lab recorded, of five implementations.</summary>
public sealed class RecordedMessages
{
    public static TheoryData<string> Captures => [.. LabCaptures.Names];

    [Theory]
    [MemberData(nameof(Captures))]
    public void A_message_is_read_to_its_end_and_written_as_it_was(string capture)
    {
        foreach (var (packet, ike) in LabCaptures.Messages(capture))
        {
            Assert.True(IkeMessage.TryParse(ike, out var view, out var why), $"{packet}: {why}");
            Assert.Equal(ike.Length, view.Octets.Length);
            foreach (var fidelity in (Fidelity[])[Fidelity.Verbatim, Fidelity.Canonical])
            {
                Assert.True(view.TryToValue(out var value, out why, fidelity), $"{packet}: {why}");
                Assert.Equal(ike, value.ToArray());
            }
        }
    }

    [Theory]
    [MemberData(nameof(Captures))]
    public void A_message_that_lost_its_end_is_refused_and_says_how_much(string capture)
    {
        foreach (var (_, ike) in LabCaptures.Messages(capture).Take(4))
        {
            for (var length = 28; length < ike.Length; length++)
            {
                Assert.False(IkeMessage.TryParse(ike.AsSpan(0, length), out _, out var error));
                Assert.Equal(DecodeFault.Truncated, error.Fault);
                Assert.Equal(ike.Length - length, error.Missing);
            }
        }
    }

    [Fact]
    public void The_lab_recorded_so_many_messages() =>
        Assert.Equal(675, LabCaptures.Names.Sum(name => LabCaptures.Messages(name).Count()));
}
