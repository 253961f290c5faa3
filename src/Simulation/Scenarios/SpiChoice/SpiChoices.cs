using System.Globalization;
using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Simulation.Checkers;
using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Models;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Scenarios.SpiChoice;

/// <summary>What a member is configured with.</summary>
/// <param name="Member">Its number.</param>
/// <param name="Choose">An SPI from random bits.</param>
/// <param name="Decide">Whether a fact fits what is known.</param>
public sealed record SpiConfig(
    byte Member, Func<byte, uint, Spi> Choose,
    Func<SaState, Items<Change>, Position, Refusal> Decide);

/// <summary>What a member knows of SAs, or what the peer sees.</summary>
public abstract record SpiState
{
    private SpiState()
    {
    }

    /// <summary>A member: the fold of its facts.</summary>
    public sealed record Member(SaState Sas) : SpiState;

    /// <summary>The peer: the SAs that it has.</summary>
    public sealed record Peer(UniqueSpis Spis) : SpiState;
}

/// <summary>What happens.</summary>
public abstract record SpiInput
{
    private SpiInput()
    {
    }

    /// <summary>A CHILD SA is made; the SPI comes from these random bits.</summary>
    public sealed record Make(uint Random) : SpiInput;

    /// <summary>Its oldest CHILD SA is deleted.</summary>
    public sealed record Delete : SpiInput;

    /// <summary>The peer learns of an SA, or of its end.</summary>
    public sealed record Learn(SpiWord Word) : SpiInput;
}

/// <summary>An SA is made, or gone.</summary>
/// <param name="Member">By whom.</param>
/// <param name="Spi">Its SPI.</param>
/// <param name="IsMade">Whether it is made.</param>
public sealed record SpiWord(byte Member, uint Spi, bool IsMade);

/// <summary>
/// Members that do not hear each other and make CHILD SAs with one peer, each from random bits that
/// may be the same: the shipped partition of SPIs, and the shipped fold of facts.
/// </summary>
/// <param name="Name">In kebab case.</param>
public sealed partial record SpiChoices(string Name)
{
    private const int SasMax = 2;

    private static readonly IkeSaId Ike = new(new(0x101), new(0x202));

    private static readonly Items<uint> Randoms = [0, 0x100, 0x1FF, 0x200];

    private static readonly Items<string> Names =
        ["alice", "moon", "bob", "dave", "venus"];

    /// <summary>How many members there are, 2 to 5.</summary>
    public int Members { get; init; } = 2;

    /// <summary>Whether states are one that differ only in who is who among the members.</summary>
    public bool IsFolded { get; init; }

    /// <summary>An SPI from a member and random bits.</summary>
    public Func<byte, uint, Spi> Choose { get; init; } =
        static (member, random) => new SpiPartition(member).Make(random);

    /// <summary>Whether a fact fits what is known.</summary>
    public Func<SaState, Items<Change>, Position, Refusal> Decide { get; init; } =
        Evolution.Decide;

    /// <summary>The model.</summary>
    public WorldModel<SpiConfig, SpiState, SpiInput, SpiWord> Model() => new(Name)
    {
        Machine = new(nameof(SpiChoices))
        {
            Initial = static (config, _) => config.Member == 0
                ? new SpiState.Peer(UniqueSpis.None)
                : new SpiState.Member(Known()),
            Step = static (config, state, _, input) => state switch
            {
                SpiState.Member member => Step(config, member, input),
                SpiState.Peer peer => Step(peer, input),
            },
            Deadline = static (_, _) => null,
            Rebase = static (state, _) => state,
            Normalize = static (_, state) => state,
            IsTerminal = static _ => false,
            Tick = new SpiInput.Delete(),
            Alphabet = [],
        },
        Members =
        [
            .. Enumerable.Range(1, Members).Select(number => new Member<SpiConfig>(
                Names[number - 1], new((byte)number, Choose, Decide))),
            new("carol", new(0, Choose, Decide)),
        ],
        Symmetries = IsFolded ? Exchanges() : [],
        Hear = (_, to, word) => to == Members ? [new SpiInput.Learn(word)] : [],
        Ticks = [new SpiInput.Delete()],
        Unit = TimeSpan.FromSeconds(1),
        Faults = new()
        {
            Rules =
            [
                .. from member in Enumerable.Range(0, Members)
                   from random in Randoms
                   select On(
                       member, string.Create(CultureInfo.InvariantCulture, $"draws {random:x}"),
                       new SpiInput.Make(random)),
                .. Enumerable.Range(0, Members).Select(member =>
                    On(member, "deletes", new SpiInput.Delete())),
            ],
        },
        Invariants =
        [
            UniqueSpis.Card.Never<SpiState>((in Look<SpiState> look) =>
                ((SpiState.Peer)look[Members]).Spis.Twice),
        ],
        NameOfOutput = static word => string.Create(
            CultureInfo.InvariantCulture,
            $"CHILD SA {word.Spi:x8} {(word.IsMade ? "made" : "deleted")}"),
    };

    private static FaultRule<SpiInput> On(int member, string what, SpiInput input) =>
        new($"{Names[member]} {what}")
        {
            Effects = [new FaultEffect<SpiInput>.Take(member, input)],
        };

    private static SaState Known() => Evolution.Evolve(SaState.Empty, new(default, [
        new Change.IkeUp(new(
            Ike, new(1), new([1]), default, IkeTraits.None, 1, 1, 0, 0, [], [], 0, 0, [],
            default, default)),
    ]));

    private static Change.ChildUp Made(Spi spi) => new(new(
        spi, new(0x401), Ike, new(2), default, ChildTraits.None, 0, 0, 0, ulong.MaxValue,
        default));

    private static Next<SpiState, SpiWord> Step(
        SpiConfig config, SpiState.Member member, SpiInput input)
    {
        var sas = member.Sas;
        if (input is SpiInput.Make(var random))
        {
            var spi = config.Choose(config.Member, random);
            Items<Change> made = [Made(spi)];
            return sas.Children.Count >= SasMax
                || config.Decide(sas, made, default) != Refusal.None
                    ? new(member, [], default)
                    : Said(made, new(config.Member, spi.Value, IsMade: true));
        }

        return input is SpiInput.Delete && sas.Children.First is { } oldest
            ? Said(
                [new Change.ChildDown(oldest.Inbound)],
                new(config.Member, oldest.Inbound.Value, IsMade: false))
            : new(member, [], default);

        Next<SpiState, SpiWord> Said(Items<Change> changes, SpiWord word) => new(
            new SpiState.Member(Evolution.Evolve(sas, new(default, changes))), [word], default);
    }

    private static Next<SpiState, SpiWord> Step(SpiState.Peer peer, SpiInput input) => new(
        input is SpiInput.Learn(var word)
            ? new SpiState.Peer(word.IsMade
                ? peer.Spis.Made(word.Member, word.Spi)
                : peer.Spis.Gone(word.Member, word.Spi))
            : peer,
        [], default);
}
