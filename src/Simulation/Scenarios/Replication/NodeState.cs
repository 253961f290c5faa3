using Holdfast.Simulation.Checkers;
using Holdfast.StateMachines.Qcd;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Scenarios.Replication;

/// <summary>A member with its store and its data path, or the observer at the peer.</summary>
public abstract record NodeState
{
    private NodeState()
    {
    }

    /// <summary>A member of the cluster.</summary>
    /// <param name="Boot">Its start and its store.</param>
    /// <param name="Started">What it was started with; null while it is down.</param>
    /// <param name="Is">The state of the shipped machine; null while it is down.</param>
    /// <param name="Path">The data path that its outputs drive.</param>
    public sealed record Member(
        Boot Boot, Started? Started, SaReplication.State? Is, DataPath Path) : NodeState;

    /// <summary>What somebody sees who stands at the peer, and knows what is cut.</summary>
    /// <param name="IsCut">Whether members do not hear each other, one way at least.</param>
    /// <param name="Acting">The members that use the SAs, a bit for each.</param>
    /// <param name="Partitions">In how many cuts two did that did not hear each other.</param>
    /// <param name="Nonces">The nonces of packets.</param>
    /// <param name="Numbers">The sequence numbers of packets.</param>
    /// <param name="Replays">The packets of the peer that were accepted.</param>
    /// <param name="Ids">The requests.</param>
    /// <param name="Ivs">The IVs of packets.</param>
    /// <param name="Ends">The ends of numbers and of octets.</param>
    public sealed record Observer(
        bool IsCut, byte Acting, int Partitions, UniqueNonces Nonces, UniqueNumbers Numbers,
        RefusedReplays Replays, UniqueMessageIds Ids, PartitionedIvs Ivs, SaEnds Ends) : NodeState
    {
        /// <summary>Nothing has happened.</summary>
        public static Observer New => new(
            false, 0, 0, UniqueNonces.None, UniqueNumbers.None, RefusedReplays.None,
            UniqueMessageIds.None, PartitionedIvs.None, default);

        /// <summary>Whether two members acted at once while they did not hear each other.</summary>
        public bool WereTwo => Partitions > 0;

        private bool IsApart { get; init; }

        /// <summary>The same, and whether two members act that do not hear each other.</summary>
        public Observer With(bool isCut, byte acting)
        {
            var areTwo = isCut && (acting & (acting - 1)) != 0;
            return this with
            {
                IsCut = isCut,
                Acting = acting,
                IsApart = isCut && (IsApart || areTwo),
                Partitions = Partitions + (areTwo && !IsApart ? 1 : 0),
            };
        }
    }
}

/// <summary>What becomes of the epochs in a store when its member starts anew.</summary>
public enum StoreFate : byte
{
    /// <summary>It is as it was written last.</summary>
    Kept,

    /// <summary>There is none.</summary>
    Lost,

    /// <summary>It is as it was before it was written last.</summary>
    Older,
}

/// <summary>A start of a member, and its store.</summary>
/// <param name="Member">The member.</param>
/// <param name="Starts">How often it has started.</param>
/// <param name="Generation">How often the store says that it was written.</param>
/// <param name="Stored">The epoch in the store.</param>
/// <param name="Older">The epoch that was there before.</param>
/// <param name="Store">Whether the store was there.</param>
public readonly record struct Boot(
    byte Member, uint Starts, uint Generation, Epoch Stored, Epoch Older, StoreCondition Store)
{
    /// <summary>What the member knows of itself when it starts.</summary>
    public StartRecord Record => new(
        new(((ulong)Starts << 8) | Member), Generation, Stored, Store);

    /// <summary>The next start.</summary>
    public Boot Next(StoreFate fate) => this with
    {
        Starts = Starts + 1,
        Generation = fate switch
        {
            StoreFate.Kept => Generation + 1,
            StoreFate.Older => Generation,
            StoreFate.Lost => 1,
        },
        Stored = fate switch
        {
            StoreFate.Kept => Stored,
            StoreFate.Older => Older,
            StoreFate.Lost => Epoch.None,
        },
        Older = fate == StoreFate.Kept ? Older : Epoch.None,
        Store = fate == StoreFate.Lost ? StoreCondition.Missing : StoreCondition.Kept,
    };

    /// <summary>With an epoch written to the store.</summary>
    public Boot Persisted(Epoch epoch) => this with { Older = Stored, Stored = epoch };
}

/// <summary>
/// The configuration of a start. All else in it is the same in every start of a member, so two are
/// equal where the starts are.
/// </summary>
/// <param name="Config">The configuration.</param>
public sealed record Started(SaReplication.Config Config)
{
    /// <inheritdoc/>
    public bool Equals(Started? other) =>
        other is not null && Config.Settings.Start == other.Config.Settings.Start;

    /// <inheritdoc/>
    public override int GetHashCode() => Config.Settings.Start.Boot.GetHashCode();
}

/// <summary>What a member broke, as far as it can be seen in one step of it.</summary>
[Flags]
public enum Breach : byte
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>A standby wanted to send or to receive, I19.</summary>
    NotQuiet = 1,

    /// <summary>It folded a fact of an older epoch, I27.</summary>
    OlderObeyed = 2,

    /// <summary>It showed the token of the IKE SA: a breach of I20 while that lives.</summary>
    Revealed = 4,
}

/// <summary>The data path of a member for one CHILD SA, and what it may ask of IKE.</summary>
/// <param name="Acts">Whether it uses the SAs.</param>
/// <param name="UsesIds">Whether it may use the message IDs.</param>
/// <param name="HasSent">Whether it has sent a packet in this unit of time: one is the rate.
/// </param>
/// <param name="Epoch">The epoch in which it acts.</param>
/// <param name="Outbound">Its lease of numbers.</param>
/// <param name="Inbound">Its floor.</param>
/// <param name="Window">The packets that it has accepted, a bit for each.</param>
/// <param name="NonceReign">The reign in its nonces.</param>
/// <param name="Counter">The counter in its nonces.</param>
/// <param name="Requested">How many requests it made in this reign.</param>
/// <param name="SentRequest">One more than the ID of the request that it sent last.</param>
/// <param name="Breach">What it broke.</param>
public sealed record DataPath(
    bool Acts, bool UsesIds, bool HasSent, Epoch Epoch, SequenceLease Outbound,
    InboundFloor Inbound, ulong Window, uint NonceReign, uint Counter, uint Requested,
    uint SentRequest, Breach Breach)
{
    /// <summary>Its lease of octets, where somebody counts them.</summary>
    public OctetLease Octets { get; init; }

    /// <summary>Whether it receives nothing before a rekey, and there is none here.</summary>
    public bool IsDeaf { get; init; }

    /// <summary>What the others may have acknowledged since somebody asked for a token.</summary>
    public LiveSpis.Barrier? Asked { get; init; }

    /// <summary>Whether somebody has asked for one in this reign: once is enough, for each time
    /// makes an entry of the log.</summary>
    public bool WasAsked { get; init; }

    /// <summary>It does nothing.</summary>
    public static DataPath Off { get; } = new(
        false, false, false, default, default, default, 0, 0, 0, 0, 0, Breach.None);

    /// <summary>As a takeover plans it.</summary>
    /// <param name="takeover">The plan.</param>
    /// <param name="countsOctets">Whether somebody counts octets.</param>
    public DataPath Reigning(Takeover takeover, bool countsOctets)
    {
        var plan = takeover.Children.FirstOrDefault();
        var isSilent = plan is null || plan.Action.HasFlag(ChildTakeover.SendNothing);
        return Off with
        {
            Acts = true,
            UsesIds = takeover.Ikes.All(ike => ike.Action == IkeTakeover.Resume),
            Epoch = takeover.Epoch,
            Outbound = isSilent ? default : plan!.Outbound,
            Inbound = plan?.Floor ?? default,
            IsDeaf = plan?.Action.HasFlag(ChildTakeover.ReceiveNothing) ?? false,
            NonceReign = plan?.NonceReign ?? 0,
            Breach = Breach,
            Octets = countsOctets && !isSilent ? plan!.Octets : default,
        };
    }

    /// <summary>For an SA that has just been made.</summary>
    /// <param name="exposed">What the policy leaves exposed.</param>
    /// <param name="numbersFrom">The highest number that was sent already.</param>
    /// <param name="life">Octets in its life; null: nobody counts.</param>
    public DataPath ForNew(ulong exposed, ulong numbersFrom, ulong? life) => this with
    {
        UsesIds = true,
        Outbound = SequenceLease.TakenOver(numbersFrom, extended: false),
        Inbound = InboundFloor.New(exposed),
        Octets = life is { } last ? OctetLease.New(last) : default,
    };
}
