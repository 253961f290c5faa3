using System.Globalization;
using Holdfast.Codec;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Models;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Resumption;
using static Holdfast.StateMachines.Resumption.ResumptionGateway;

namespace Holdfast.Simulation.Scenarios.Tickets;

/// <summary>
/// Two members that both take tickets by value, by the shipped machine, and somebody who holds
/// tickets with their keys and shows each as often and wherever he likes: at once, after a member
/// has died, after it is back, after the end. What members tell each other is under way meanwhile.
/// </summary>
/// <param name="Name">In kebab case.</param>
public sealed record TicketScenario(string Name)
{
    private const int Holder = 2;
    private const int LifetimeUnits = 2;
    private static readonly Items<string> Names = ["alice", "moon"];

    /// <summary>How often a member dies.</summary>
    public int Crashes { get; init; } = 2;

    /// <summary>How many tickets are given.</summary>
    public int Tickets { get; init; } = 1;

    /// <summary>How often the IKE SA is deleted.</summary>
    public int Deletes { get; init; } = 1;

    /// <summary>The step of the members.</summary>
    public TicketStep Step { get; init; } = ResumptionGateway.Step;

    private static TimeSpan Unit => TimeSpan.FromSeconds(1);

    /// <summary>The model: both members run, and know of all tickets.</summary>
    public WorldModel<TicketConfig, TicketSide, TicketInput, TicketWord> Model() => new(Name)
    {
        Machine = new(nameof(TicketScenario))
        {
            Initial = Beginning,
            Step = static (config, side, now, input) => side switch
            {
                TicketSide.Member member => TicketShell.Step(config, member, now, input),
                TicketSide.Holder holder => Take(holder, now, input),
            },
            Deadline = static (config, side) => side is TicketSide.Member { IsUp: true } member
                ? ResumptionGateway.Deadline(config.Gateway, member.Is)
                : null,
            Rebase = static (side, by) => side switch
            {
                TicketSide.Member member => member with
                {
                    Is = ResumptionGateway.Rebase(member.Is, by),
                },
                TicketSide.Holder holder => Map(holder, at => at + by),
            },
            Normalize = static (config, side) => side switch
            {
                TicketSide.Member member => member with
                {
                    Is = ResumptionGateway.Normalize(config.Gateway, member.Is),
                },
                TicketSide.Holder holder => Map(holder, at => Instant.Latest(at, Instant.Zero)),
            },
            IsTerminal = static _ => false,
            Tick = new TicketInput.Tick(),
            Alphabet = [],
            PhaseOf = static side => side is TicketSide.Member member
                ? member.IsUp ? ResumptionGateway.Machine.PhaseOf(member.Is) : "Off"
                : "Holder",
        },
        Members =
        [
            new(Names[0], new(Gateway, Step, IsHolder: false)),
            new(Names[1], new(Gateway, Step, IsHolder: false)),
            new("carol", new(Gateway, Step, IsHolder: true)),
        ],
        Hear = static (_, to, word) => IsFor(to, word) ? [new TicketInput.Hear(word)] : [],
        Ticks = [new TicketInput.Tick()],
        Unit = Unit,
        Delivery = new Delivery.Ways(Capacity: 4) { DelayMax = 0 },
        IsAtOnce = static (from, to) => from == Holder || to == Holder,
        Faults = new()
        {
            Budgets = [new("crash", Crashes), new("ticket", Tickets), new("delete", Deletes)],
            Rules = [.. Enumerable.Range(0, 2).SelectMany(Rules)],
        },
        Invariants =
        [
            SingleResumptions.Card.Always<TicketSide>(
                static (in Look<TicketSide> look) => HolderOf(look) is { Late: 0 } holder
                    && holder.Tickets.All(one => one.Uses <= 1),
                static (in Look<TicketSide> look) => HolderOf(look).Late
                    + HolderOf(look).Tickets.Select(one => one.Uses).DefaultIfEmpty().Max()),
        ],
        Gauges =
        [
            new("resumptions", "IKE SAs that were resumed with all tickets together",
                static (in Look<TicketSide> look) => HolderOf(look).Tickets.Sum(one => one.Uses)),
        ],
        NameOfInput = NameOf,
        NameOfOutput = static word => NameOf(word),
    };

    private static TicketSide.Holder HolderOf(in Look<TicketSide> look) =>
        (TicketSide.Holder)look[Holder];

    private static TicketSide Beginning(TicketConfig config, Instant now) => config.IsHolder
        ? new TicketSide.Holder([], IsDeleting: false, IsDeleted: false, 0)
        : new TicketSide.Member(
            Initial(config.Gateway, now) with { Since = now - config.Gateway.Lifetime },
            IsUp: true, 0, IsOtherOn: true, [], []);

    private IEnumerable<FaultRule<TicketInput>> Rules(int member)
    {
        var (name, off, otherIsOff) = (Names[member], 1ul << member, 1ul << (1 - member));
        yield return On($"carol asks {name} for a ticket", new TicketInput.Ask(member)) with
        {
            Budget = 1,
            Forbids = off,
        };
        yield return On($"{name} is asked to delete the SA", new TicketInput.Delete(member)) with
        {
            Budget = 2,
            Forbids = off,
        };
        for (var id = 1ul; id <= (ulong)Tickets; id++)
        {
            yield return On(Said($"ticket {id} is shown to {name}"),
                new TicketInput.Show(member, id)) with
            { IsTraffic = true, Forbids = off };
            yield return On(Said($"ticket {id} is proven to {name}"),
                new TicketInput.Prove(member, id)) with
            { IsTraffic = true, Forbids = off };
        }

        yield return new($"{name} dies")
        {
            Budget = 0,
            Forbids = off,
            Sets = off,
            Effects = [new FaultEffect<TicketInput>.Take(member, new TicketInput.Crash())],
        };
        yield return new($"{name} starts")
        {
            Needs = off,
            Clears = off,
            Effects = [new FaultEffect<TicketInput>.Take(member, new TicketInput.Start())],
        };
        yield return new($"{name} learns that the other one is off")
        {
            Needs = otherIsOff,
            Forbids = off,
            Effects = [new FaultEffect<TicketInput>.Take(member, new TicketInput.OtherIsOff())],
        };

        static string Said(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

        static FaultRule<TicketInput> On(string name, TicketInput input) => new(name)
        {
            Effects = [new FaultEffect<TicketInput>.Take(Holder, input)],
        };
    }

    private static Next<TicketSide, TicketWord> Take(
        TicketSide.Holder holder, Instant now, TicketInput input)
    {
        return input switch
        {
            TicketInput.Ask(var member) when !holder.IsDeleting => Says(
                new TicketWord.Request(member, (ulong)holder.Tickets.Count + 1)),
            TicketInput.Show(var member, var id) when TicketOf(id) is { } ticket => Says(
                new TicketWord.Shown(member, id, ticket.ExpiresAt - now)),
            TicketInput.Prove(var member, var id) when TicketOf(id) is { } ticket => Says(
                new TicketWord.Proven(member, id, ticket.ExpiresAt - now)),
            TicketInput.Delete(var member) => new(
                holder with { IsDeleting = true }, [new TicketWord.Deletes(member)], default),
            TicketInput.Hear(TicketWord.Given(var id, var lifetime)) => Stays(holder with
            {
                Tickets = holder.Tickets.Add(new(id, now + lifetime, 0)),
            }),
            TicketInput.Hear(TicketWord.Resumed(var id)) when TicketOf(id) is { } ticket =>
                Stays(holder with
                {
                    Tickets = [.. holder.Tickets.Select(
                        one => one.Id == id ? one with { Uses = one.Uses + 1 } : one)],
                    Late = holder.Late
                        + (holder.IsDeleted || ticket.ExpiresAt <= now ? 1 : 0),
                }),
            TicketInput.Hear(TicketWord.Deleted) => Stays(holder with { IsDeleted = true }),
            _ => Stays(holder),
        };

        HeldTicket? TicketOf(ulong id) => holder.Tickets.FirstOrDefault(one => one.Id == id);

        Next<TicketSide, TicketWord> Says(TicketWord word) => new(holder, [word], default);

        static Next<TicketSide, TicketWord> Stays(TicketSide after) => new(after, [], default);
    }

    private static TicketSide.Holder Map(
        TicketSide.Holder holder, Func<Instant, Instant> change) => holder with
        {
            Tickets = [.. holder.Tickets.Select(
                one => one with { ExpiresAt = change(one.ExpiresAt) })],
        };

    private static bool IsFor(int to, TicketWord word) => word switch
    {
        TicketWord.Request(var member, _) => to == member,
        TicketWord.Shown(var member, _, _) => to == member,
        TicketWord.Proven(var member, _, _) => to == member,
        TicketWord.Deletes(var member) => to == member,
        TicketWord.Given or TicketWord.Resumed or TicketWord.Deleted => to == Holder,
        TicketWord.Spent or TicketWord.Heard or TicketWord.Hello or TicketWord.Told =>
            to != Holder,
    };

    private static string NameOf(TicketInput input) =>
        input is TicketInput.Hear(var word) ? NameOf(word) : input.GetType().Name;

    private static string NameOf(TicketWord word) => word switch
    {
        TicketWord.Spent(0, _) => "the SA is deleted",
        TicketWord.Spent(var id, _) => Said($"ticket {id} is spent"),
        TicketWord.Heard(var id) => Said($"heard of {id}"),
        TicketWord.Given(var id, _) => Said($"ticket {id}"),
        TicketWord.Resumed(var id) => Said($"resumed by ticket {id}"),
        _ => word.GetType().Name,
    };

    private static string Said(FormattableString text) =>
        text.ToString(CultureInfo.InvariantCulture);

    /// <summary>How members of it take tickets.</summary>
    internal static Config Gateway { get; } = Config.TryCreate(
        new() { Lifetime = LifetimeUnits * Unit, SweepEvery = Unit },
        out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());
}
