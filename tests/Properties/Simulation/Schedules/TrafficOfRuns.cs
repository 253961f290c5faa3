using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Explorer;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Models;
using Holdfast.Simulation.Schedules;
using Holdfast.StateMachines;

namespace Holdfast.Tests.Properties.Simulation.Schedules;

/// <summary>
/// What members send anyway in the run that schedules break, against runs that are written out
/// here: each kind once in a unit of time and at its place, when nothing else is due, and nothing
/// while all settles. Two members ring each unit, and say whatever they send to each other.
/// </summary>
public sealed class TrafficOfRuns
{
    private const int Settled = 2;
    private const int Rings = 5;

    private static readonly TimeSpan Unit = TimeSpan.FromSeconds(1);

    private static readonly string[] Members = ["moon", "sun"];

    private enum Deed
    {
        Ring,
        Send,
        Hear,
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, false)]
    [InlineData(2, true)]
    [InlineData(3, true)]
    public void Each_kind_is_sent_once_a_unit_when_nothing_else_is_due_and_none_while_it_settles(
        int kinds, bool sets)
    {
        var found = World.Of(Model(kinds, sets)).RunSchedules(
            new() { Faults = 0, Units = Rings + 1, Settle = Settled }, Limits.None, new());
        var trace = Assert.Single(found.Violations).Trace;
        Assert.Equal(
            Run(kinds).Take(trace.Length), trace.Events.Select(one => $"{one.Event}"));
        Assert.Equal((UInt128.One, 0), (found.Schedules, found.Alphabet.Count));

        // Up to the last ring that is counted.
        Assert.Equal(
            Rings, trace.Events.Count(one => one.Event.ToString() == "sun: Ring"));
    }

    /// <summary>At each boundary of events there may be a fault, and a second one there or later:
    /// more boundaries would be what is sent again behind a fault.</summary>
    [Theory]
    [InlineData(1, 2)]
    [InlineData(2, 1)]
    [InlineData(2, 3)]
    public void A_fault_makes_nobody_send_again_in_the_same_unit(int kinds, int units)
    {
        var found = World.Of(Model(kinds, sets: false) with { Invariants = [] }).RunSchedules(
            new() { Faults = 2, Units = units, Settle = Settled }, Limits.None, new());
        var boundaries = (uint)(units * ((2 * Members.Length * kinds) + Members.Length + 1));
        Assert.Equal(
            1 + boundaries + (boundaries * (boundaries + 1) / 2), found.Schedules);
        Assert.Equal("fault", Assert.Single(found.Alphabet));
    }

    /// <summary>What happens if nothing breaks, written out.</summary>
    private static IEnumerable<string> Run(int kinds)
    {
        for (var unit = 0; unit <= 2 * Rings; unit++)
        {
            for (var rule = 0; unit > Settled - 1 && rule < kinds * 2; rule++)
            {
                var (from, to) = (Members[rule % 2], Members[1 - (rule % 2)]);
                yield return NameOf(rule);
                yield return $"{from} → {to}  Hear";
            }

            yield return "time passes";

            // The schedule begins as soon as the time is over in which all settles.
            foreach (var member in Members)
            {
                yield return $"{member}: Ring";
            }
        }
    }

    private static string NameOf(int rule) => $"{Members[rule % 2]} sends kind {rule / 2}";

    private static WorldModel<int, Clerk, Deed, Deed> Model(int kinds, bool sets) => new("clerks")
    {
        Machine = new(nameof(Clerk))
        {
            Initial = static (_, now) => new(now + Unit, 0, false, false),
            Step = static (_, clerk, now, deed) => deed switch
            {
                Deed.Ring => new(
                    now < clerk.RingsAt
                        ? clerk
                        : clerk with
                        {
                            RingsAt = now + Unit,
                            Rung = Math.Min(clerk.Rung + 1, Rings),
                        },
                    [], default),
                Deed.Send => new(clerk with { HasSent = !clerk.HasSent }, [Deed.Hear], default),
                Deed.Hear => new(clerk with { HasHeard = !clerk.HasHeard }, [], default),
            },
            Deadline = static (_, clerk) => clerk.RingsAt,
            Rebase = static (clerk, by) => clerk with { RingsAt = clerk.RingsAt + by },
            Normalize = static (_, clerk) => clerk,
            IsTerminal = static _ => false,
            Tick = Deed.Ring,
            Alphabet = [],
        },
        Members = [.. Members.Select(name => new Member<int>(name, 0))],
        Hear = static (_, _, said) => [said],
        Ticks = [Deed.Ring],
        Unit = Unit,
        Delivery = new Delivery.Ways(2) { DelayMax = 0 },
        Faults = new()
        {
            Budgets = [new("fault", 2)],
            Rules =
            [
                .. Enumerable.Range(0, 2 * kinds).Select(rule => new FaultRule<Deed>(NameOf(rule))
                {
                    IsTraffic = true,
                    Sets = sets ? 1ul << rule : 0,
                    Effects = [new FaultEffect<Deed>.Take(rule % 2, Deed.Send)],
                }),
                new("fault") { Budget = 0 },
            ],
        },
        Invariants =
        [
            new("end", "sun has not rung so often",
                static (in Look<Clerk> look) => look[1].Rung < Rings),
        ],
        NameOfInput = static deed => $"{deed}",
    };

    private sealed record Clerk(Instant RingsAt, int Rung, bool HasSent, bool HasHeard);
}
