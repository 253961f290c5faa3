using Holdfast.StateMachines;
using static Holdfast.StateMachines.Hsrp.HsrpGroup;

namespace Holdfast.Tests.Examples.StateMachines.Hsrp;

/// <content>What is tried.</content>
public sealed partial class HsrpGroupOracle
{
    private const uint Decrement = 20;

    private static readonly Instant Now = Instant.FromMilliseconds(100_000);
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Unit = TimeSpan.FromTicks(1);
    private static readonly HostAddress Lower = HostAddress.Parse("10.0.0.1");
    private static readonly HostAddress Ours = HostAddress.Parse("10.0.0.5");
    private static readonly HostAddress Higher = HostAddress.Parse("10.0.0.9");
    private static readonly HostAddress Shared = HostAddress.Parse("10.0.0.254");

    /// <summary>Preemption not at all, at once, or with a delay, which runs, ends now, or is over.
    /// </summary>
    private static readonly (bool Preempts, TimeSpan Delay, Instant? From)[] Preemptions =
    [
        (false, TimeSpan.Zero, null), (true, TimeSpan.Zero, null),
        (true, 60 * Second, Now + Unit), (true, 60 * Second, Now), (true, 60 * Second, null),
    ];

    /// <summary>Who is known to be active and to stand by, and whether our link is down.</summary>
    private static readonly (Speaker? Active, Speaker? Standby, uint Down)[] Acquaintances =
    [
        (null, null, 0), (new(Higher, 120), null, 0), (new(Lower, 90), new(Higher, 120), 0),
        (new(Higher, 120), new(Lower, 90), 1), (null, new(Lower, 90), 1), (null, null, 1),
    ];

    private static IEnumerable<(Config Config, State State, Input Input)> Domain() =>
        from dialect in Enum.GetValues<Dialect>()
        from preempts in Preemptions
        from sync in (string[])["uncounted", "behind", "knows"]
        from isSet in sync == "uncounted" ? (bool[])[true, false] : [true]
        let config = Configured(dialect, preempts.Preempts, preempts.Delay, sync, isSet)
        from phase in Enum.GetValues<Phase>()
        where phase != Phase.Learn || !isSet
        from may in Bounded(phase, isSet)
        let plain = new State(
            phase, default, isSet || phase <= Phase.Learn ? null : new(Shared, 2 * Second, 8 * Second),
            null, null, LinksDown: 0, sync == "knows", preempts.From, Jitter: 400, may.May,
            may.IsVacant)
        from one in Timed(config, plain).Concat(Acquainted(config, plain))
        select (config, one.State, one.Input);

    /// <summary>Where a group may be that is held back, and that is to claim its place.</summary>
    private static IEnumerable<(Permission May, bool IsVacant)> Bounded(Phase phase, bool isSet) =>
        new (Permission May, bool IsVacant)[]
        {
            (Permission.Full, false), (Permission.Full, true),
            (Permission.Claim, false),
            (Permission.Listen, false), (Permission.Listen, true),
            (Permission.Standby, false), (Permission.Standby, true),
        }.Where(one => one.May switch
        {
            Permission.Full => true,
            Permission.Claim => isSet,
            Permission.Listen => phase <= Phase.Listen,
            Permission.Standby => isSet && phase <= Phase.Standby,
        } && (!one.IsVacant || phase is not (Phase.Initial or Phase.Active)));

    /// <summary>All that time does, and what else asks how late it is.</summary>
    private static IEnumerable<(State State, Input Input)> Timed(Config config, State plain) =>
        from timers in plain.Phase < Phase.Speak ? Resting() : Speaking()
        let state = plain with
        {
            Timers = plain.Phase == Phase.Initial ? default : timers,
            ActiveRouter = plain.Phase is Phase.Initial or Phase.Learn or Phase.Active
                ? null : new(Higher, 120),
            StandbyRouter = plain.Phase is Phase.Initial or Phase.Standby
                ? null : new(Lower, 90),
        }
        from input in Inputs(state)
        select (state, input);

    private static IEnumerable<Timers> Resting() =>
        from active in (int?[])[null, 4, 0]
        from standby in (int?[])[null, 5, 0]
        select new Timers(At(active), At(standby), null);

    private static IEnumerable<Timers> Speaking() =>
    [
        .. from timers in Resting()
           from hello in (int[])[1, 0]
           select timers with { Hello = At(hello) },
        .. from late in (TimeSpan[])
           [
               (2 * Second) - Unit, 2 * Second, (3 * Second) - Unit, 3 * Second,
               (6 * Second) - Unit, 6 * Second, (7 * Second) - Unit, 7 * Second, 20 * Second,
           ]
           from other in (Timers[])
           [
               new(At(4), At(5), null), new(At(-1), null, null), new(At(9), At(-1), null),
               new(At(-5), At(-25), null), new(At(15), At(0), null),
           ]
           select other with { Hello = Now - late },
    ];

    private static IEnumerable<Input> Inputs(State state) =>
    [
        new Input.Enable(), new Input.Disable(),
        .. Enum.GetValues<HsrpTimer>().Select(first => new Input.Tick(Jitter: 250, first)),
        new Input.Hello(Message(new(Higher, 100), Phase.Active)),
        new Input.Hello(Message(new(Lower, 100), Phase.Active)),
        new Input.Hello(Message(new(Lower, 100), Phase.Standby)),
        new Input.Hello(Message(new(Higher, 100), Phase.Speak)),
        new Input.Coup(Message(new(Higher, 100), Phase.Active)),
        new Input.Resign(Message(new(Higher, 120), Phase.Active)),
        new Input.Resign(Message(new(Lower, 90), Phase.Active)),
        new Input.Refused(Refusal.WrongPassword),
        new Input.LinkChanged(0, IsUp: state.LinksDown != 0),
        new Input.Synced(!state.IsSynced),
        .. Enum.GetValues<Permission>().Select(may => new Input.Permit(may)),
    ];

    /// <summary>All that is heard, whoever is known, and what its own member tells it.</summary>
    private static IEnumerable<(State State, Input Input)> Acquainted(Config config, State plain)
    {
        var calm = plain with
        {
            Timers = plain.Phase == Phase.Initial ? default : new(
                At(4), At(5), plain.Phase < Phase.Speak ? null : At(1)),
        };
        return
            from known in Acquaintances
            where known.Active is null
                || plain.Phase is not (Phase.Initial or Phase.Learn or Phase.Active)
            where known.Standby is null || plain.Phase is not (Phase.Initial or Phase.Standby)
            let state = calm with
            {
                ActiveRouter = known.Active,
                StandbyRouter = known.Standby,
                LinksDown = known.Down,
            }
            from input in Hearing(config.Priority - (known.Down * Decrement)).Concat(Told())
            select (state, input);
    }

    private static IEnumerable<Input> Hearing(uint own) =>
        from sender in (Speaker[])
        [
            new(Lower, own + 1), new(Higher, own + 1), new(Lower, own), new(Higher, own),
            new(Lower, own - 1), new(Higher, own - 1), new(Ours, own + 1),
        ]
        from phase in Enum.GetValues<Phase>()
        let message = Message(sender, phase)
        from input in (Input[])
        [
            new Input.Hello(message), new Input.Coup(message), new Input.Resign(message),
            .. phase is Phase.Active or Phase.Standby ? Odd(message) : [],
        ]
        select input;

    /// <summary>Hellos that do not say all of it, or what cannot be used.</summary>
    private static IEnumerable<Input> Odd(Message message) =>
    [
        new Input.Hello(message with { VirtualAddress = null, HelloTime = default }),
        new Input.Hello(message with { HoldTime = default }),
        new Input.Hello(message with
        {
            VirtualAddress = HostAddress.Parse("fe80::1"), HoldTime = 5 * Second,
        }),
    ];

    private static IEnumerable<Input> Told() =>
    [
        new Input.Enable(), new Input.Disable(),
        .. Enum.GetValues<Refusal>().Select(why => new Input.Refused(why)),
        .. from link in (int[])[-1, 0, 1, 32]
           from isUp in (bool[])[false, true]
           select new Input.LinkChanged(link, isUp),
        new Input.Synced(false), new Input.Synced(true),
        .. Enum.GetValues<Permission>().Select(may => new Input.Permit(may)),
        new Input.Tick(Jitter: 250),
    ];

    private static Message Message(Speaker from, Phase phase) =>
        new(from, phase, 5 * Second, 20 * Second, Shared);

    private static Instant? At(int? seconds) => seconds is { } from ? Now + (from * Second) : null;

    private static Config Configured(
        Dialect dialect, bool preempts, TimeSpan delay, string sync, bool isSet) =>
        Config.TryCreate(
            new()
            {
                Dialect = dialect,
                Address = Ours,
                VirtualAddress = isSet ? Shared : null,
                HelloTime = isSet ? 3 * Second : null,
                HoldTime = isSet ? 10 * Second : null,
                JitterPercent = 10,
                Preempt = preempts,
                PreemptDelay = delay,
                PreemptWhenSynced = sync != "uncounted",
                Links = [new("uplink", Decrement)],
            },
            out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());
}
