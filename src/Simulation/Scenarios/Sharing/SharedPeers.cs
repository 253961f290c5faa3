using System.Globalization;
using Holdfast.Codec;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Models;
using Holdfast.StateMachines.Balance;

namespace Holdfast.Simulation.Scenarios.Sharing;

/// <summary>Where peers are served.</summary>
/// <param name="Owner">The member to which a peer belongs.</param>
/// <param name="Peers">How many peers there are.</param>
/// <param name="Members">The members, with their shares.</param>
public sealed record SharingConfig(
    Func<ulong, Items<Rendezvous.Member>, ulong?> Owner, int Peers,
    Items<Rendezvous.Member> Members);

/// <summary>Who is there, and who serves whom.</summary>
/// <param name="There">The members that are there.</param>
/// <param name="Owners">The member of each peer.</param>
public sealed record SharingState(Items<ulong> There, Items<ulong?> Owners);

/// <summary>A member goes, or comes back.</summary>
/// <param name="Member">The member.</param>
/// <param name="IsThere">Whether it is there from now on.</param>
public sealed record SharingInput(ulong Member, bool IsThere);

/// <summary>
/// Members that share many peers by the shipped ranking: every order in which they fail and return.
/// </summary>
/// <param name="Name">In kebab case.</param>
public sealed record SharedPeers(string Name)
{
    /// <summary>How many peers there are.</summary>
    public int Peers { get; init; } = 64;

    /// <summary>The member to which a peer belongs.</summary>
    public Func<ulong, Items<Rendezvous.Member>, ulong?> Owner { get; init; } = Rendezvous.Owner;

    /// <summary>The members, with their shares.</summary>
    public Items<Rendezvous.Member> Members { get; init; } =
        [new(1), new(2, 2), new(3), new(4, 3), new(5), new(6, 0), new(7, 2)];

    /// <summary>The model: it begins with everybody there.</summary>
    public WorldModel<SharingConfig, SharingState, SharingInput, int> Model() => new(Name)
    {
        Machine = new(nameof(SharedPeers))
        {
            Initial = static (config, _) =>
                Placed(config, [.. config.Members.Select(one => one.Id)]),
            Step = static (config, state, _, input) => new(
                state.There.Span.Contains(input.Member) == input.IsThere
                    ? state
                    : Placed(config, input.IsThere
                        ? [.. state.There.Append(input.Member).Order()]
                        : [.. state.There.Where(one => one != input.Member)]),
                [], default),
            Deadline = static (_, _) => null,
            Rebase = static (state, _) => state,
            Normalize = static (_, state) => state,
            IsTerminal = static _ => false,
            Tick = new SharingInput(0, IsThere: false),
            Alphabet = [],
            PhaseOf = static state => string.Join(' ', state.There),
        },
        Members = [new("mars", new(Owner, Peers, Members))],
        Hear = static (_, _, _) => [],
        Ticks = [new SharingInput(0, IsThere: false)],
        Unit = TimeSpan.FromSeconds(1),
        Faults = new()
        {
            Rules =
            [
                .. from member in Members
                   from isThere in new[] { false, true }
                   select new FaultRule<SharingInput>(string.Create(
                       CultureInfo.InvariantCulture,
                       $"member {member.Id} {(isThere ? "returns" : "fails")}"))
                   {
                       Effects =
                       [
                           new FaultEffect<SharingInput>.Take(0, new(member.Id, isThere)),
                       ],
                   },
            ],
        },
        StepInvariants =
        [
            Isolation.Card.InNoStep<SharingConfig, SharingState, SharingInput, int>(
                static (in StepTaken<SharingConfig, SharingState, SharingInput, int> step) =>
                    Isolation.Moved(
                        step.Before.Owners, step.After.Owners, step.Before.There,
                        step.After.There)),
        ],
    };

    private static SharingState Placed(SharingConfig config, Items<ulong> there)
    {
        Items<Rendezvous.Member> members =
            [.. config.Members.Where(one => there.Span.Contains(one.Id))];
        return new(
            there,
            [
                .. Enumerable.Range(0, config.Peers)
                    .Select(peer => config.Owner((ulong)peer, members)),
            ]);
    }
}
