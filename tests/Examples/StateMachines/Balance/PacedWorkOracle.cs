using Holdfast.StateMachines;
using static Holdfast.StateMachines.Balance.PacedWork;
using Next = Holdfast.StateMachines.Next<
    Holdfast.StateMachines.Balance.PacedWork.State,
    Holdfast.StateMachines.Balance.PacedWork.Output>;

namespace Holdfast.Tests.Examples.StateMachines.Balance;

/// <summary>
/// A budget for two SAs: neither, either or both have work, which waits or runs; the flow is
/// through, just lets one begin, or just does not; there is room for one more or for none: what
/// becomes of the work, what is begun in which order, and why.
/// </summary>
public sealed class PacedWorkOracle
{
    /// <summary>What becomes of the work of the SA that is spoken of. Tries: whether it may fail
    /// once more. Anew: behind all others.</summary>
    private const string Works = """
        input     | its work | tries || then         | says   | why         | begins
        Wanted    | none     | -     || waits anew   |        | waits       | yes
        Wanted    | waits    | *     || is changed   |        | waits       | yes
        Wanted    | runs     | *     || stays        |        | runs already | no
        Done      | waits    | *     || ends         |        | done        | yes
        Done      | runs     | *     || ends         |        | done        | yes
        Withdrawn | waits    | *     || ends         |        | withdrawn   | yes
        Withdrawn | runs     | *     || ends         |        | withdrawn   | yes
        Failed    | waits    | *     || stays        |        | not begun   | no
        Failed    | runs     | yes   || waits again  |        | again       | yes
        Failed    | runs     | no    || ends         | GiveUp | given up    | yes
        Done, Withdrawn, Failed | none | - || stays  |        | unknown     | no
        Demoted   | -        | -     || all end      |        | standby     | no
        Tick      | -        | -     || stays        |        | not due     | yes
        """;

    /// <summary>Whether the first of those that wait begins. Flow: whether that of before is
    /// through, but for a burst.</summary>
    private const string Budgets = """
        waits | room | flow || begins
        no    | *    | *    || no
        yes   | no   | *    || no
        yes   | yes  | no   || no
        yes   | yes  | yes  || yes
        """;

    /// <summary>Which of two that wait is the first, by urgency and by turn.</summary>
    private const string Orders = """
        one    | other  | came first || first
        Wanted | Wanted | one        || one
        Wanted | Wanted | other      || other
        Wanted | Owed   | *          || one
        Wanted | Idle   | *          || one
        Owed   | Wanted | *          || other
        Owed   | Owed   | one        || one
        Owed   | Owed   | other      || other
        Owed   | Idle   | *          || one
        Idle   | Wanted | *          || other
        Idle   | Owed   | *          || other
        Idle   | Idle   | one        || one
        Idle   | Idle   | other      || other
        """;

    /// <summary>Of the newer and the older urgency the greater one stands.</summary>
    private const string Urgencies = """
        newer  | older        || stands
        Wanted | *            || Wanted
        Owed   | Wanted       || Wanted
        Owed   | Owed, Idle   || Owed
        Idle   | Wanted       || Wanted
        Idle   | Owed         || Owed
        Idle   | Idle         || Idle
        """;

    private const string Reasons = """
        not due      = nothing may begin yet
        begun        = the budget lets work begin
        waits        = it waits for its turn
        runs already = it was begun already
        done         = the work is done
        withdrawn    = the SA needs nothing now
        unknown      = no work for this SA
        not begun    = it was not begun yet
        again        = it failed: again, behind others
        given up     = it failed too often
        standby      = a standby begins nothing
        """;

    private static readonly Instant Now = Instant.FromMilliseconds(100_000);
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan Unit = TimeSpan.FromTicks(1);

    /// <summary>When the flow of before is through, from now; null: it is.</summary>
    private static readonly TimeSpan?[] Lateness =
        [null, -Unit, TimeSpan.Zero, Unit, Every, Every + Unit, 2 * Every];

    /// <summary>Wider than 64 bits, and of the same low ones.</summary>
    private static readonly UInt128[] Sas = [5, new(1, 5)];

    private readonly OracleTable _works = OracleTable.Parse(Works);
    private readonly OracleTable _budgets = OracleTable.Parse(Budgets);
    private readonly OracleTable _orders = OracleTable.Parse(Orders);
    private readonly OracleTable _urgencies = OracleTable.Parse(Urgencies);

    [Fact]
    public void Every_cell_of_its_domain_is_what_the_tables_say()
    {
        var count = 0;
        HashSet<Type> met = [];
        foreach (var (config, before, input) in Domain())
        {
            count++;
            met.Add(input.GetType());
            var expected = Expected(config, before, input);
            var next = Step(config, Made(before), Now, input);
            Assert.True(
                Made(expected.State) == next.State && expected.Why == next.Reason
                    && expected.Said.SequenceEqual(next.Outputs.AsEnumerable()),
                $"{Told(before)}, {config.Burst} in a burst, {config.AtOnceMax} at once: {input}\n"
                + $"tables {Told(expected.State)} {string.Join(", ", expected.Said)} {expected.Why}"
                + $"\nstep   {Told(next)}");
            Assert.Equal(
                [.. InOrder(expected.State).Select(queued => queued.Place)],
                next.State.Turns.ToArray());
        }

        Assert.True(count > 50_000, $"{count} cells");
        Assert.DoesNotContain(
            typeof(Input).GetNestedTypes(),
            one => one.IsSubclassOf(typeof(Input)) && !met.Contains(one));
        Assert.All([_works, _budgets, _orders, _urgencies], table => table.IsMet());
    }

    private static IEnumerable<(Config Config, Kept State, Input Input)> Domain() =>
        from burst in (int[])[1, 2]
        from atOnce in (int[])[1, 2]
        let config = Configured(burst, atOnce)
        from first in Queues(0)
        from second in Queues(1)
        let queue = first.Concat(second).ToArray()
        where atOnce >= queue.Count(one => one.Runs)
        from turns in queue.Length == 2 ? (bool[])[true, false] : [true]
        from late in Lateness
        let kept = new Kept(
            [
                .. queue.Select((one, at) => one with
                {
                    Place = one.Place with { Turn = turns == (at == 0) ? 3UL : 14UL },
                }),
            ],
            15, late is { } time ? Now + time : null)
        from input in Inputs()
        select (config, kept, input);

    private static IEnumerable<Queued[]> Queues(int sa) =>
    [
        [],
        .. from runs in (bool[])[false, true]
           from urgency in Enum.GetValues<Urgency>()
           from failures in (int[])[0, 1]
           where !runs || urgency == Urgency.Owed || failures == 0
           select (Queued[])
           [
               new(new(Sas[sa], Work.RekeyIkeSa, urgency, 0, failures), runs),
           ],
    ];

    private static IEnumerable<Input> Inputs() =>
    [
        .. from sa in Sas
           from work in (Work[])[Work.RekeyIkeSa, Work.Redirect]
           from urgency in Enum.GetValues<Urgency>()
           select new Input.Wanted(sa, work, urgency),
        .. Sas.SelectMany(sa => (Input[])
        [
            new Input.Done(sa), new Input.Failed(sa), new Input.Withdrawn(sa),
        ]),
        new Input.Done(6), new Input.Demoted(), new Input.Tick(),
    ];

    private (Kept State, List<Output> Said, Reason Why) Expected(
        Config config, Kept state, Input input)
    {
        UInt128? sa = input switch
        {
            Input.Wanted wanted => wanted.Sa,
            Input.Done done => done.Sa,
            Input.Failed failed => failed.Sa,
            Input.Withdrawn withdrawn => withdrawn.Sa,
            Input.Demoted or Input.Tick => null,
        };
        var own = state.Queue.SingleOrDefault(one => one.Place.Sa == sa);
        var row = _works.Of(
            input.GetType().Name,
            sa is null ? "-" : own is null ? "none" : own.Runs ? "runs" : "waits",
            own is null ? "-" : own.Place.Failures + 1 < config.TriesMax ? "yes" : "no")
            .Split('|', StringSplitOptions.TrimEntries);
        var others = state.Queue.Where(one => one.Place.Sa != sa).ToArray();
        var next = row[0] switch
        {
            "waits anew" when input is Input.Wanted(var id, var work, var urgency) => state with
            {
                Queue = [.. others, new(new(id, work, urgency, state.NextTurn, 0), false)],
                NextTurn = state.NextTurn + 1,
            },
            "is changed" when input is Input.Wanted(_, var work, var urgency) => state with
            {
                Queue =
                [
                    .. others,
                    own! with
                    {
                        Place = own.Place with
                        {
                            Work = work,
                            Urgency = Enum.Parse<Urgency>(
                                _urgencies.Of($"{urgency}", $"{own.Place.Urgency}")),
                        },
                    },
                ],
            },
            "waits again" => state with
            {
                Queue =
                [
                    .. others,
                    new(
                        own!.Place with
                        {
                            Turn = state.NextTurn, Failures = own.Place.Failures + 1,
                        },
                        false),
                ],
                NextTurn = state.NextTurn + 1,
            },
            "ends" => state with { Queue = others },
            "all end" => new Kept([], 0, state.From),
            "stays" => state,
            var then => throw new InvalidOperationException(then),
        };
        List<Output> said = row[1] == "GiveUp"
            ? [new Output.GiveUp(own!.Place.Sa, own.Place.Work)] : [];
        if (row[3] == "yes")
        {
            next = Begun(config, next, said);
        }

        return (next, said, Why(said is [Output.Begin, ..] ? "begun" : row[2]));
    }

    /// <summary>As many as may, one after the other.</summary>
    private Kept Begun(Config config, Kept state, List<Output> said)
    {
        var through = state.From is not { } from || from <= Now ? Now : from;
        var waiting = InOrder(state);
        if (_budgets.Of(
            Yes(waiting.Length > 0),
            Yes(state.Queue.Count(one => one.Runs) < config.AtOnceMax),
            Yes(through - Now <= (config.Burst - 1) * Every)) == "no")
        {
            return state;
        }

        var first = waiting[0];
        said.Add(new Output.Begin(first.Place.Sa, first.Place.Work));
        return Begun(
            config,
            state with
            {
                Queue =
                [
                    .. state.Queue.Where(one => one != first), first with { Runs = true },
                ],
                From = through + Every,
            },
            said);
    }

    private Queued[] InOrder(Kept state) =>
        state.Queue.Where(one => !one.Runs).ToArray() is [var one, var other]
            ? _orders.Of(
                $"{one.Place.Urgency}", $"{other.Place.Urgency}",
                one.Place.Turn < other.Place.Turn ? "one" : "other") == "one"
                ? [one, other] : [other, one]
            : [.. state.Queue.Where(one => !one.Runs)];

    private static State Made(Kept kept)
    {
        var state = Empty with
        {
            NextTurn = kept.NextTurn,
            From = kept.From,
            Running = kept.Queue.Count(one => one.Runs),
        };
        return kept.Queue.Aggregate(state, (made, one) => made with
        {
            Places = made.Places.With(one.Place),
            Turns = one.Runs ? made.Turns : made.Turns.With(one.Place),
        });
    }

    private static string Told(Kept kept) =>
        $"{string.Join<Queued>(", ", kept.Queue)} next {kept.NextTurn} from {kept.From}";

    private static string Told(Next next) =>
        $"{string.Join(", ", next.State.Places)}; waiting {string.Join(", ", next.State.Turns)} "
        + $"next {next.State.NextTurn} from {next.State.From} "
        + $"{string.Join(", ", next.Outputs.AsEnumerable())} {next.Reason}";

    private static string Yes(bool value) => value ? "yes" : "no";

    private static Reason Why(string kind) => new("Holdfast", Reasons.Split('\n')
        .Select(line => line.Split('=', 2, StringSplitOptions.TrimEntries))
        .Single(parts => parts[0] == kind)[1]);

    private static Config Configured(int burst, int atOnce) => Config.TryCreate(
        new() { PerSecond = 1, Burst = burst, AtOnceMax = atOnce, TriesMax = 2 },
        out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());

    private sealed record Queued(Place Place, bool Runs);

    private sealed record Kept(Queued[] Queue, ulong NextTurn, Instant? From);
}
