using Holdfast.Codec;
using Holdfast.Protocol.Hsrp;
using Holdfast.StateMachines;
using Holdfast.Testing.Draws;
using LogLine = Holdfast.Testing.Conformance.Line<
    Holdfast.Testing.Conformance.Hsrp.HsrpTold,
    Holdfast.Testing.Conformance.Hsrp.HsrpSaid>;
using Phase = Holdfast.StateMachines.Hsrp.HsrpGroup.Phase;

namespace Holdfast.Testing.Conformance.Hsrp;

/// <summary>
/// HSRP, RFC 2281 and version 2: a speaker of octets among routers that the kit plays. It is judged
/// by what it sends alone.
/// </summary>
public static class HsrpConformance
{
    private const string Right = "cisco";
    private static readonly HostAddress Above = HostAddress.Parse("192.0.2.20");
    private static readonly HostAddress Below = HostAddress.Parse("192.0.2.5");

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
                version, choices.Of([0, 7]), HostAddress.Parse("192.0.2.10"),
                HostAddress.Parse("192.0.2.254"), choices.Of([100, 150]), choices.Chance(40),
                TimeSpan.FromSeconds(3), TimeSpan.FromSeconds(10), Right),
            Prologue = static _ => [new HsrpTold.Enable()],
            Letters = 18,
            Letter = Letter,
            Gaps = static settings =>
            [
                TimeSpan.FromSeconds(1), settings.HelloTime, settings.HoldTime,
                settings.HoldTime * 3.2, settings.HoldTime * 4,
            ],
            Calm = static settings => settings.HelloTime * 2,
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
            2 or 3 => From(Above, HsrpOpcode.Hello, Phase.Active),
            4 or 5 => From(Below, HsrpOpcode.Hello, Phase.Active),
            6 => From(Above, HsrpOpcode.Hello, Phase.Standby),
            7 => From(Below, HsrpOpcode.Hello, Phase.Standby),
            8 => From(Above, HsrpOpcode.Hello, Phase.Speak),
            9 => From(Above, HsrpOpcode.Coup, Phase.Active),
            10 => From(Below, HsrpOpcode.Coup, Phase.Active),
            11 or 16 => From(Above, HsrpOpcode.Resign, Phase.Initial),
            17 => From(Below, HsrpOpcode.Resign, Phase.Initial),
            12 => From(Above, HsrpOpcode.Hello, Phase.Active, password: "wrong"),
            13 => From(Above, HsrpOpcode.Coup, Phase.Active, password: ""),
            14 => From(Above, HsrpOpcode.Hello, Phase.Active, group: settings.Group + 1),
            _ => new HsrpTold.Datagram(Above, new Octets([0, 0, 16])),
        };

        HsrpTold.Datagram From(
            HostAddress source, HsrpOpcode opcode, Phase state, string password = Right,
            int? group = null) => new(
                source,
                new HsrpWords(
                    opcode, state, (uint)(settings.Priority + (source == Above ? 50 : -50)),
                    group ?? settings.Group, settings.HelloTime, settings.HoldTime,
                    settings.VirtualAddress, password).Write(settings.Version));
    }
}
