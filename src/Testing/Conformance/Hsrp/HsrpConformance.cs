using Holdfast.StateMachines;
using Holdfast.Testing.Draws;
using LogLine = Holdfast.Testing.Conformance.Line<
    Holdfast.Testing.Conformance.Hsrp.HsrpTold,
    Holdfast.Testing.Conformance.Hsrp.HsrpSaid>;

namespace Holdfast.Testing.Conformance.Hsrp;

/// <summary>
/// HSRP, RFC 2281 and version 2: a speaker of octets among routers that the kit plays. It is judged
/// by what it sends alone.
/// </summary>
public static class HsrpConformance
{
    /// <summary>The properties, for a speaker.</summary>
    /// <param name="version">The version of the messages: 1 or 2.</param>
    /// <param name="reading">How it reads the table of §5.7.</param>
    /// <param name="make">Makes it anew for each case: not enabled yet.</param>
    public static ConformanceSuite Of(
        int version, HsrpReading reading,
        Func<HsrpSettings, Subject<HsrpTold, HsrpSaid>> make) =>
        new Stage<HsrpSettings, HsrpTold, HsrpSaid>
        {
            Name = $"HSRP version {version}",
            Make = make,
            Config = choices => Drawn(choices, version),
            Prologue = static _ => [new HsrpTold.Enable()],
            Letters = HsrpCue.All.Count,
            Letter = Letter,
            Gaps = static settings =>
            [
                TimeSpan.FromSeconds(1), settings.HelloTime, settings.HoldTime,
                settings.HoldTime * 3.2, settings.HoldTime * 4.2,
            ],

            // In which whoever is alone becomes active.
            Calm = static settings => settings.HoldTime * 4.2,
            Tick = new HsrpTold.Tick(),
            IsTimed = true,
        }.Suite(HsrpLaws.All(reading));

    /// <summary>Group, addresses, priority, times and password: others find room on either side of
    /// the address, none of them where the group's own is, and of the priority, and above the group
    /// and the hold time.</summary>
    internal static HsrpSettings Drawn(Choices choices, int version)
    {
        var group = choices.Of([0, 7, choices.Below(version == 1 ? 255 : 4_095)]);
        var network = choices.Of(Networks);
        var address = network with { Value = network.Value + (uint)choices.Of([10, 8, 229]) };
        var shared = network with { Value = network.Value + (uint)choices.Of([254, 2]) };
        var priority = choices.Of([100, 150, 51 + choices.Below(154)]);
        var preempts = choices.Chance(40);
        var hello = TimeSpan.FromSeconds(choices.Of([3, 1, 2, 5, 10]));
        var hold = (hello * 3) + TimeSpan.FromSeconds(choices.Of([1, 0, 5, 20]));
        return new(
            version, group, address, shared, priority, preempts, hello, hold,
            choices.Of<string>([HsrpWords.UsualPassword, "a", "12345678", "Cisco", "p w~"]));
    }

    private static readonly HostAddress[] Networks =
    [
        HostAddress.Parse("192.0.2.0"), HostAddress.Parse("10.9.0.0"),
        HostAddress.Parse("203.0.113.0"), HostAddress.Parse("172.31.255.0"),
    ];

    private static HsrpTold? Letter(
        HsrpSettings settings, IReadOnlyList<LogLine> lines, int letter)
    {
        var isEnabled = lines.Last(line => line.Told is HsrpTold.Enable or HsrpTold.Disable).Told
            is HsrpTold.Enable;
        return letter switch
        {
            0 => isEnabled ? null : new HsrpTold.Enable(),
            1 => isEnabled ? new HsrpTold.Disable() : null,
            _ => HsrpCue.All[letter]?.To(settings) ?? HsrpCue.NoHsrp(
                settings, lines.Count(line => line.Told is HsrpTold.Datagram)),
        };
    }
}
