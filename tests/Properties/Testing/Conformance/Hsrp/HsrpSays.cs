using Holdfast.Testing.Conformance.Hsrp;

namespace Holdfast.Tests.Properties.Testing.Conformance.Hsrp;

/// <summary>What the routers that the kit plays say is allowed, whatever the settings.</summary>
public sealed class HsrpSays
{
    private const int Cases = 4_000;

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public void Others_hold_longer_than_their_hellos_take_and_send_from_addresses_of_their_own(
        int version)
    {
        var all = Enumerable.Range(1, Cases).Select(seed => Drawn<HsrpSettings>.Of(
            seed, choices => HsrpConformance.Drawn(choices, version)).Value).ToList();
        Assert.All(all, settings =>
        {
            Assert.NotEqual(settings.Address, settings.VirtualAddress);
            foreach (var cue in HsrpCue.All.OfType<HsrpCue>())
            {
                var packet = cue.To(settings);
                var words = HsrpWords.Parse(version, packet.Octets)!;
                Assert.Null(HsrpWords.Refusal(version, packet.Octets));
                Assert.NotEqual(settings.VirtualAddress, packet.Source);
                Assert.NotEqual(settings.Address, packet.Source);

                // RFC 2281 §5.1: the hold time is above the hello time.
                Assert.InRange(
                    words.HoldTime, words.HelloTime + TimeSpan.FromSeconds(1),
                    TimeSpan.FromSeconds(255));
                Assert.Equal((uint)(settings.Priority + cue.Rank), words.Priority);
                Assert.Equal(settings.HelloTime, words.HelloTime);
                Assert.Equal(settings.VirtualAddress, words.VirtualAddress);
            }
        });

        // Three addresses, two of the group, five hello times and four hold times: all of them met.
        Assert.Equal(
            3 * 2 * 5 * 4,
            all.Select(settings => (
                settings.Address.Value & 0xFF, settings.VirtualAddress.Value & 0xFF,
                settings.HelloTime, settings.HoldTime)).Distinct().Count());
    }
}
