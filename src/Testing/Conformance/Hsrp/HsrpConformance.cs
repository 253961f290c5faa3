using Holdfast.Codec;
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
    private static readonly HsrpTold.Datagram NoHsrp =
        new(HostAddress.Parse("192.0.2.20"), new Octets([0, 0, 16]));

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
            Config = choices => new(
                version, choices.Of([0, 7]), HsrpCue.Own,
                HostAddress.Parse("192.0.2.254"), choices.Of([100, 150]), choices.Chance(40),
                TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(10), HsrpCue.PasswordOfTheGroup),
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

    private static HsrpTold? Letter(
        HsrpSettings settings, IReadOnlyList<LogLine> lines, int letter)
    {
        var isEnabled = lines.Last(line => line.Told is HsrpTold.Enable or HsrpTold.Disable).Told
            is HsrpTold.Enable;
        return letter switch
        {
            0 => isEnabled ? null : new HsrpTold.Enable(),
            1 => isEnabled ? new HsrpTold.Disable() : null,
            _ => HsrpCue.All[letter]?.To(settings) ?? NoHsrp,
        };
    }
}
