using Holdfast.StateMachines;
using static Holdfast.StateMachines.Hsrp.HsrpGroup;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Hsrp.HsrpGroup.State,
    Holdfast.StateMachines.Hsrp.HsrpGroup.Output>;

namespace Holdfast.Tests.Examples.StateMachines.Hsrp;

/// <summary>
/// RFC 2281 §5.3 to §5.7 and what was decided beside it (docs/adr/0008, 0021, 0029, 0054, 0062):
/// every state with every input, timers before, at and behind their bounds, one or several of them
/// due, all that may be known of other routers: the state that follows, what is said, and why.
/// </summary>
public sealed partial class HsrpGroupOracle
{
    private static readonly Dictionary<string, Reason> KnownReasons = Reasons.Split('\n')
        .Select(line => line.Split('=', 2, StringSplitOptions.TrimEntries))
        .ToDictionary(
            parts => parts[0],
            parts => new Reason(parts[1].Split(": ", 2)[0], parts[1].Split(": ", 2)[1]));

    private readonly OracleTable _elections = OracleTable.Parse(Elections);
    private readonly OracleTable _heard = OracleTable.Parse(Heard);
    private readonly OracleTable _expiries = OracleTable.Parse(Expiries);
    private readonly OracleTable _transitions = OracleTable.Parse(Transitions);
    private readonly OracleTable _bounds = OracleTable.Parse(Bounds);
    private readonly OracleTable _permits = OracleTable.Parse(Permits);
    private readonly OracleTable _sleeps = OracleTable.Parse(Sleeps);
    private readonly OracleTable _orders = OracleTable.Parse(Orders);

    [Fact]
    [Requirement("RFC2281-5.5-a")]
    [Requirement("RFC2281-5.7-a")]
    public void Every_cell_of_its_domain_is_what_the_tables_say()
    {
        var count = 0;
        HashSet<Type> met = [];
        HashSet<(Phase, Type)> told = [];
        List<string> differences = [];
        foreach (var (config, state, input) in Domain())
        {
            count++;
            met.Add(input.GetType());
            var expected = Expected(config, state, input);
            var next = Step(config, state, Now, input);
            if ((expected.State != next.State || expected.Reason != next.Reason
                    || !expected.Outputs.AsEnumerable().SequenceEqual(
                        next.Outputs.AsEnumerable()))
                && told.Add((state.Phase, input.GetType())))
            {
                differences.Add(
                    $"{config.Dialect}, {state}: {input}\n  tables {Told(expected)}\n"
                    + $"  step   {Told(next)}");
            }
        }

        Assert.True(differences.Count == 0, string.Join('\n', differences));
        Assert.True(count > 1_000_000, $"{count} cells");
        Assert.DoesNotContain(
            typeof(Input).GetNestedTypes(),
            one => one.IsSubclassOf(typeof(Input)) && !met.Contains(one));
        Assert.All(
            [
                _elections, _heard, _expiries, _transitions, _bounds, _permits, _sleeps, _orders,
            ],
            table => table.IsMet());

        static string Told(Next next) =>
            $"{next.State} {string.Join(", ", next.Outputs.AsEnumerable())} {next.Reason}";
    }

    private Next Expected(Config config, State state, Input input)
    {
        var what = _sleeps.Of(
            $"{config.Dialect}", $"{state.Phase}", Lateness(config, state), input switch
            {
                Input.Resign(var said) when said.From.Address != Ours => "Resign",
                Input.Hello or Input.Coup or Input.Resign => "heard",
                Input.Disable => "stopped",
                Input.Enable or Input.LinkChanged or Input.Synced or Input.Permit
                    or Input.Refused => "told",
                Input.Tick => "time",
            });
        switch (what)
        {
            case "old":
                return new(state, [], Why("old"));
            case "wakes":
                return Woken(config, state, (Input.Tick)input);
            case "lapses":
                // As when it is enabled: it knows of nobody.
                var over = new Course(this, config, state with { StandbyRouter = null })
                    .Do("A B", Phase.Listen, null, "lapsed");
                var next = input is Input.Tick ? over : Awake(config, over.State, input, false);
                return new(
                    next.State,
                    [
                        .. over.Outputs.AsEnumerable(),
                        .. input is Input.Tick ? [] : next.Outputs.AsEnumerable(),
                    ],
                    next.State == over.State && (input is Input.Tick || next.Outputs.Count == 0)
                        ? over.Reason : next.Reason);
            default:
                return Awake(config, state, input, what == "is silent");
        }
    }

    private Next Awake(Config config, State state, Input input, bool isSilent) => input switch
    {
        Input.Enable => Fire(config, state, "a", null),
        Input.Disable => Fire(config, state, "b", null),
        Input.Hello(var said) => Hears(config, state, "Hello", said),
        Input.Coup(var said) => Hears(config, state, "Coup", said),
        Input.Resign(var said) => Hears(config, state, "Resign", said),
        Input.Refused(var why) => new(state, [], Why($"{why}")),
        Input.LinkChanged(var link, var isUp) => Linked(config, state, link, isUp, isSilent),
        Input.Synced(var isSynced) => new(
            state with { IsSynced = isSynced }, [], Why("synced")),
        Input.Permit(var may) => Permitted(config, state, may),
        Input.Tick tick => Expires(config, state, tick),
    };

    private Next Hears(Config config, State state, string message, Message said)
    {
        var own = PriorityOfOurs(config, state);
        var place = _elections.Of(
            said.From.Priority > own ? "higher" : said.From.Priority == own ? "equal" : "lower",
            said.From.Address == config.Address ? "ours"
                : $"any/{(said.From.Address.Value > config.Address.Value ? "higher" : "lower")}");
        var @event = _heard.Of(
            message, place, $"{said.Phase}",
            state.ActiveRouter is not { } active ? "nobody"
                : active.Address == said.From.Address ? "sender" : "another",
            $"{config.Dialect}");
        return @event.Length == 1
            ? Fire(config, state, @event, said)
            : new(state, [], Why(@event));
    }

    private Next Expires(Config config, State state, Input.Tick tick)
    {
        var @event = _expiries.Of(
            Yes(state.Timers.Active <= Now), Yes(state.Timers.Standby <= Now),
            Yes(state.Timers.Hello <= Now), $"{tick.First}");
        return @event == "not due"
            ? new(state, [], Why(@event))
            : Fire(config, state with { Jitter = tick.Jitter }, @event, null);
    }

    private Next Fire(Config config, State state, string @event, Message? said)
    {
        var isKnown = (config.VirtualAddress ?? state.Learned?.VirtualAddress
            ?? Usable(said)) is not null;
        var isOver = state.PreemptFrom is not { } from || from <= Now;
        var isThere = !config.PreemptWhenSynced || state.IsSynced;
        var row = _transitions.Of(
            @event, $"{state.Phase}", $"{config.Dialect}",
            Yes(config.Preempt && isOver && isThere),
            !config.PreemptWhenSynced ? "uncounted" : state.IsSynced ? "knows" : "behind",
            Yes(isKnown)).Split(" | ");
        if (row[2] == "untold")
        {
            return new(state, [], Why("untold"));
        }

        var bound = _bounds.Of($"{state.Permission}", @event, $"{state.Phase}", row[1]);
        var (actions, to, why) = bound == "so"
            ? (row[0], row[1], row[2])
            : bound.Split(" | ") is [var less, var there, var because]
                ? (less, there, because)
                : throw new InvalidOperationException($"{@event} of {state}: {bound}");
        return new Course(this, config, state) { Event = @event }
            .Do(actions, to == "same" ? state.Phase : Enum.Parse<Phase>(to), said, why);
    }

    private Next Permitted(Config config, State state, Permission may)
    {
        var row = _permits.Of(
            $"{may}", $"{state.Phase}", Yes(state.IsVacant),
            Yes(config.Dialect == Dialect.Repaired && Lateness(config, state) == "silent"))
            .Split(" | ");
        return new Course(this, config, state with { Permission = may })
            .Do(
                row[0], row[1] == "same" ? state.Phase : Enum.Parse<Phase>(row[1]), null, row[2]);
    }

    /// <summary>ADR 8: a priority that a link has changed is said at once.</summary>
    private static Next Linked(Config config, State state, int link, bool isUp, bool isSilent)
    {
        if (link != 0)
        {
            return new(state, [], Why("no link"));
        }

        var isBetter = isUp && state.LinksDown != 0;
        var next = state with
        {
            LinksDown = isUp ? 0u : 1u,
            PreemptFrom = isBetter && config.PreemptDelay != TimeSpan.Zero
                ? Now + config.PreemptDelay : state.PreemptFrom,
        };
        var isSaid = config.Dialect == Dialect.Repaired && !isSilent
            && next.LinksDown != state.LinksDown && state.Phase >= Phase.Speak;
        return new(
            next, isSaid ? [new Output.SendHello(Said(config, next, state.Phase))] : [],
            Why("link"));
    }

    /// <summary>ADR 54: silence counts only while it is awake.</summary>
    private static Next Woken(Config config, State state, Input.Tick tick)
    {
        var (hello, hold) = TimesOf(config, state);
        var slept = Now - state.Timers.Hello!.Value;
        var next = state with
        {
            Jitter = tick.Jitter,
            Timers = new(
                Later(state.Timers.Active), Later(state.Timers.Standby),
                Now + Jittered(hello, tick.Jitter)),
        };
        return new(
            next, [new Output.SendHello(Said(config, next, state.Phase))], Why("slept"));

        // Sleep makes none shorter.
        Instant? Later(Instant? timer) => timer is { } at
            ? Instant.Latest(at, Instant.Earliest(at + slept, Now + hold)!.Value) : null;
    }

    private static string Lateness(Config config, State state)
    {
        var (hello, hold) = TimesOf(config, state);
        return state.Timers.Hello is not { } at || Now < at + hello && Now < at + hold - hello
            ? "in time"
            : Now < at + hold - hello ? "missed" : "silent";
    }

    private static Announcement Said(Config config, State state, Phase phase)
    {
        var (hello, hold) = TimesOf(config, state);
        return new(
            phase, PriorityOfOurs(config, state), hello, hold,
            config.VirtualAddress ?? state.Learned?.VirtualAddress, phase == Phase.Active);
    }

    private static uint PriorityOfOurs(Config config, State state) =>
        config.Priority - (state.LinksDown == 0 ? 0 : Decrement);

    /// <summary>§5.1: what is set, else what is learned, else 3 and 10 s.</summary>
    private static (TimeSpan Hello, TimeSpan Hold) TimesOf(Config config, State state) => (
        config.HelloTime ?? state.Learned?.HelloTime ?? TimeSpan.FromSeconds(3),
        config.HoldTime ?? state.Learned?.HoldTime ?? TimeSpan.FromSeconds(10));

    /// <summary>§5.4: by a tenth earlier at most.</summary>
    private static TimeSpan Jittered(TimeSpan hello, ushort jitter) =>
        hello - (hello / 10 * jitter / 1_000);

    /// <summary>An IPv6 address is none for a router of IPv4.</summary>
    private static HostAddress? Usable(Message? said) =>
        said?.VirtualAddress is { IsIpv6: false } address ? address : null;

    private static string Yes(bool value) => value ? "yes" : "no";

    private static Reason Why(string kind) => KnownReasons[kind];

    /// <summary>The actions of §5.6, one event long.</summary>
    private sealed class Course(HsrpGroupOracle oracle, Config config, State before)
    {
        public string Event { get; init; } = "";

        public Next Do(string actions, Phase to, Message? said, string why)
        {
            var all = actions.Split(' ');
            var state = before with { Phase = to, Learned = Learns(all, to, said) };
            state = state with
            {
                Timers = Timed(all, state, said),
                ActiveRouter = Active(to, said),
                StandbyRouter = Standby(to, said),
                PreemptFrom = Event == "a" && before.Phase == Phase.Initial
                    && config.PreemptDelay != TimeSpan.Zero
                        ? Now + config.PreemptDelay : before.PreemptFrom,
                IsVacant = Vacant(to),
            };
            var order = oracle._orders.Of(
                Yes(before.Phase == Phase.Active), Yes(to == Phase.Active)).Split(' ');
            return new(
                state,
                [
                    .. order.Where(one => one.Length > 1 || all.Contains(one))
                        .Select(one => Output(one, state)),
                ],
                Why(why));
        }

        private Output Output(string action, State state) => action switch
        {
            "claim" => new Output.ClaimVirtualMac(),
            "release" => new Output.ReleaseVirtualMac(),
            "F" => new Output.SendHello(Said(config, state, state.Phase)),
            "G" => new Output.SendCoup(Said(config, state, state.Phase)),
            "H" => new Output.SendResign(
                Said(config, before, before.Phase) with { FromVirtualMac = false }),
            "I" => new Output.AnnounceVirtualAddress(),
            _ => throw new InvalidOperationException(action),
        };

        /// <summary>§5.1: what is not set, and said; both times or neither, and no hold time that
        /// is no longer than the hello time.</summary>
        private Learned? Learns(string[] all, Phase to, Message? said)
        {
            if (!all.Contains("E") || said is null)
            {
                return to == Phase.Initial ? null : before.Learned;
            }

            var isTimed = config.HelloTime is null && said.HelloTime != TimeSpan.Zero
                && said.HoldTime > said.HelloTime;
            var learned = new Learned(
                config.VirtualAddress is null
                    ? Usable(said) ?? before.Learned?.VirtualAddress : null,
                isTimed ? said.HelloTime : before.Learned?.HelloTime,
                isTimed ? said.HoldTime : before.Learned?.HoldTime);
            return learned == new Learned(null, null, null) ? null : learned;
        }

        private Timers Timed(string[] all, State state, Message? said)
        {
            var (hello, hold) = TimesOf(config, state);
            var theirs = said is not null && said.HoldTime != TimeSpan.Zero ? said.HoldTime : hold;
            var (active, standby, next) = before.Timers;
            return new(
                all.Contains("A") ? Now + (Event is "g" or "h" ? theirs : hold)
                    : all.Contains("C") || Event == "c" ? null : active,
                all.Contains("B") ? Now + (Event is "k" or "l" ? theirs : hold)
                    : all.Contains("D") || Event == "d" ? null : standby,
                state.Phase < Phase.Speak ? null
                    : Event == "e" || next is null ? Now + Jittered(hello, state.Jitter) : next);
        }

        /// <summary>Who has said last that it is active, where that is another one.</summary>
        private Speaker? Active(Phase to, Message? said) => Event switch
        {
            _ when to is Phase.Initial or Phase.Active => null,
            "g" or "h" => said!.From,
            "c" or "i" => null,
            _ => before.ActiveRouter,
        };

        private Speaker? Standby(Phase to, Message? said) => Event switch
        {
            _ when to is Phase.Initial or Phase.Standby => null,
            "k" or "l" => said!.From,
            "d" => null,
            _ => before.StandbyRouter,
        };

        /// <summary>While it was held back it was told, or silence said, that nobody is active; and
        /// it has heard of nobody since.</summary>
        private bool Vacant(Phase to) => to is not (Phase.Initial or Phase.Active) && Event switch
        {
            "c" or "i" => before.Permission is Permission.Listen or Permission.Standby,
            "g" or "h" => false,
            _ => before.IsVacant,
        };
    }
}
