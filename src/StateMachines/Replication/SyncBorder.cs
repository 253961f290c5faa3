using Holdfast.Codec;
using Holdfast.Protocol.Sync;

namespace Holdfast.StateMachines.Replication;

/// <summary>
/// Between what members say and the records of the sync channel. A record of a kind that is not
/// known here is no message, and a change of such a kind is <see cref="Change.Unknown"/>, kept as
/// it came. Keys go in records of their own before those that name them; they are never values.
/// </summary>
public static partial class SyncBorder
{
    /// <summary>The version of the records that are written here.</summary>
    public const byte Version = 1;

    /// <summary>The record of a message.</summary>
    public static SyncRecordValue ToRecord(SyncMessage message) =>
        new() { Version = Version, Body = ToBody(message) };

    /// <summary>The message of a record; null where it is none that is known here.</summary>
    public static SyncMessage? Classify(SyncRecordValue record)
    {
        ArgumentNullException.ThrowIfNull(record);
        return record.Body switch
        {
            SyncRecordBody.Hello { Value: var v } => new SyncMessage.Hello(
                new(
                    new(v.Boot), v.Generation, new(v.StoredReign, v.StoredMember),
                    v.Store == 0 ? StoreCondition.Kept : StoreCondition.Missing),
                TermOf(v.SeenReign, v.SeenMember, v.SeenBoot)),
            SyncRecordBody.Heartbeat { Value: var v } => new SyncMessage.Heartbeat(
                TermOf(v.Reign, v.Member, v.ReignBoot), new(v.To), v.Index, v.Committed,
                v.Everywhere, v.InSync != 0, v.Spell, v.Echo),
            SyncRecordBody.Acknowledgement { Value: var v } => new SyncMessage.Acknowledgement(
                TermOf(v.Reign, v.Member, v.ReignBoot), new(v.Boot), v.Generation,
                new(TermOf(v.LastReign, v.LastMember, v.LastBoot), v.LastIndex),
                StandingOf(v.Standing), TimeSpan.FromTicks((long)Math.Min(v.Age, long.MaxValue)),
                v.Spell, v.Probe),
            SyncRecordBody.Fact { Value: var v } => new SyncMessage.Fact(
                TermOf(v.Reign, v.Member, v.ReignBoot),
                TermOf(v.PriorReign, v.PriorMember, v.PriorBoot),
                new(
                    new(TermOf(v.DecidedReign, v.DecidedMember, v.DecidedBoot), v.Index),
                    [.. v.Changes.Select(Classify)])),
            SyncRecordBody.SnapshotBegin { Value: var v } => new SyncMessage.SnapshotBegin(
                TermOf(v.Reign, v.Member, v.ReignBoot), v.Index,
                new(
                [
                    .. v.Lineage.Select(
                        a => new Ancestor(TermOf(a.Reign, a.Member, a.Boot), a.First)),
                ]),
                v.Parts, v.ReignBase, v.ReignBaseAt),
            SyncRecordBody.SnapshotPart { Value: var v } => new SyncMessage.SnapshotPart(
                TermOf(v.Reign, v.Member, v.ReignBoot), v.Index, v.Part,
                [.. v.Rows.Select(Classify).OfType<IRow>()]),
            SyncRecordBody.SnapshotEnd { Value: var v } => new SyncMessage.SnapshotEnd(
                TermOf(v.Reign, v.Member, v.ReignBoot), v.Index, new(v.Digest)),
            SyncRecordBody.DigestReport { Value: var v } => new SyncMessage.DigestReport(
                TermOf(v.Reign, v.Member, v.ReignBoot), v.Index, new(v.Digest)),
            SyncRecordBody.RepairAfter { Value: var v } => new SyncMessage.RepairAfter(
                TermOf(v.Reign, v.Member, v.ReignBoot),
                new(TermOf(v.LastReign, v.LastMember, v.LastBoot), v.LastIndex)),
            SyncRecordBody.RepairPart { Value: var v } => new SyncMessage.RepairPart(
                TermOf(v.Reign, v.Member, v.ReignBoot), v.Index, v.Part),
            SyncRecordBody.RepairAll { Value: var v } =>
                new SyncMessage.RepairAll(TermOf(v.Reign, v.Member, v.ReignBoot)),
            SyncRecordBody.Fence { Value: var v } =>
                new SyncMessage.Fence(TermOf(v.Reign, v.Member, v.ReignBoot)),
            SyncRecordBody.Release { Value: var v } => new SyncMessage.Release(
                TermOf(v.Reign, v.Member, v.ReignBoot), v.Index),
            SyncRecordBody.Orphans { Value: var v } => new SyncMessage.Orphans(
                TermOf(v.Reign, v.Member, v.ReignBoot),
                [
                    .. v.Contested.Select(ike => new ContestedIke(
                        new(ike.Initiator, ike.Responder), ike.Below)),
                ],
                [.. v.Children.Select(child => child.Inbound)]),
            SyncRecordBody.Key or SyncRecordBody.Unknown => null,
        };
    }

    private static SyncRecordBody ToBody(SyncMessage message) => message switch
    {
        SyncMessage.Hello m => new SyncRecordBody.Hello(new()
        {
            SeenReign = m.Seen.Epoch.Reign,
            SeenMember = m.Seen.Epoch.Member,
            SeenBoot = m.Seen.Boot.Value,
            Store = (byte)m.Start.Store,
            Boot = m.Start.Boot.Value,
            Generation = m.Start.Generation,
            StoredReign = m.Start.Epoch.Reign,
            StoredMember = m.Start.Epoch.Member,
        }),
        SyncMessage.Heartbeat m => new SyncRecordBody.Heartbeat(new()
        {
            Reign = m.Reign.Epoch.Reign,
            Member = m.Reign.Epoch.Member,
            ReignBoot = m.Reign.Boot.Value,
            InSync = m.IsInSync ? (byte)1 : (byte)0,
            To = m.To.Value,
            Index = m.Index,
            Committed = m.Committed,
            Everywhere = m.Everywhere,
            Spell = m.Spell,
            Echo = m.Echo,
        }),
        SyncMessage.Acknowledgement m => new SyncRecordBody.Acknowledgement(new()
        {
            Reign = m.Reign.Epoch.Reign,
            Member = m.Reign.Epoch.Member,
            ReignBoot = m.Reign.Boot.Value,
            Standing = (byte)m.Standing,
            Boot = m.Boot.Value,
            Generation = m.Generation,
            LastReign = m.Last.Term.Epoch.Reign,
            LastMember = m.Last.Term.Epoch.Member,
            LastBoot = m.Last.Term.Boot.Value,
            LastIndex = m.Last.Index,
            Age = (ulong)Math.Max(0, m.Age.Ticks),
            Spell = m.Spell,
            Probe = m.Probe,
        }),
        SyncMessage.Fact m => new SyncRecordBody.Fact(new()
        {
            Reign = m.Reign.Epoch.Reign,
            Member = m.Reign.Epoch.Member,
            ReignBoot = m.Reign.Boot.Value,
            PriorReign = m.Prior.Epoch.Reign,
            PriorMember = m.Prior.Epoch.Member,
            PriorBoot = m.Prior.Boot.Value,
            DecidedReign = m.Entry.Position.Term.Epoch.Reign,
            DecidedMember = m.Entry.Position.Term.Epoch.Member,
            DecidedBoot = m.Entry.Position.Term.Boot.Value,
            Index = m.Entry.Position.Index,
            Changes = [.. m.Entry.Changes.Select(ToChange)],
        }),
        SyncMessage.SnapshotBegin m => new SyncRecordBody.SnapshotBegin(new()
        {
            Reign = m.Reign.Epoch.Reign,
            Member = m.Reign.Epoch.Member,
            ReignBoot = m.Reign.Boot.Value,
            Index = m.Index,
            Parts = m.Parts,
            ReignBase = m.ReignBase,
            ReignBaseAt = m.ReignBaseAt,
            Lineage = [.. m.Lineage.Ancestors.Select(ToAncestor)],
        }),
        SyncMessage.SnapshotPart m => new SyncRecordBody.SnapshotPart(new()
        {
            Reign = m.Reign.Epoch.Reign,
            Member = m.Reign.Epoch.Member,
            ReignBoot = m.Reign.Boot.Value,
            Index = m.Index,
            Part = m.Part,
            Rows = [.. m.Rows.Select(ToRow)],
        }),
        SyncMessage.SnapshotEnd m => new SyncRecordBody.SnapshotEnd(new()
        {
            Reign = m.Reign.Epoch.Reign,
            Member = m.Reign.Epoch.Member,
            ReignBoot = m.Reign.Boot.Value,
            Index = m.Index,
            Digest = m.Digest.Value,
        }),
        SyncMessage.DigestReport m => new SyncRecordBody.DigestReport(new()
        {
            Reign = m.Reign.Epoch.Reign,
            Member = m.Reign.Epoch.Member,
            ReignBoot = m.Reign.Boot.Value,
            Index = m.Index,
            Digest = m.Digest.Value,
        }),
        SyncMessage.RepairAfter m => new SyncRecordBody.RepairAfter(new()
        {
            Reign = m.Reign.Epoch.Reign,
            Member = m.Reign.Epoch.Member,
            ReignBoot = m.Reign.Boot.Value,
            LastReign = m.Last.Term.Epoch.Reign,
            LastMember = m.Last.Term.Epoch.Member,
            LastBoot = m.Last.Term.Boot.Value,
            LastIndex = m.Last.Index,
        }),
        SyncMessage.RepairPart m => new SyncRecordBody.RepairPart(new()
        {
            Reign = m.Reign.Epoch.Reign,
            Member = m.Reign.Epoch.Member,
            ReignBoot = m.Reign.Boot.Value,
            Index = m.Index,
            Part = m.Part,
        }),
        SyncMessage.RepairAll m => new SyncRecordBody.RepairAll(ToTerm(m.Reign)),
        SyncMessage.Fence m => new SyncRecordBody.Fence(ToTerm(m.Seen)),
        SyncMessage.Release m => new SyncRecordBody.Release(new()
        {
            Reign = m.Reign.Epoch.Reign,
            Member = m.Reign.Epoch.Member,
            ReignBoot = m.Reign.Boot.Value,
            Index = m.Index,
        }),
        SyncMessage.Orphans m => new SyncRecordBody.Orphans(new()
        {
            Reign = m.Reign.Epoch.Reign,
            Member = m.Reign.Epoch.Member,
            ReignBoot = m.Reign.Boot.Value,
            Contested =
            [
                .. m.Contested.Select(one => new SyncContestedValue
                {
                    Initiator = one.Ike.Initiator, Responder = one.Ike.Responder,
                    Below = one.Below,
                }),
            ],
            Children = [.. m.Children.Select(spi => new SyncSpiValue { Inbound = spi })],
        }),
    };

    private static SyncTermValue ToTerm(Term term) => new()
    {
        Reign = term.Epoch.Reign,
        Member = term.Epoch.Member,
        ReignBoot = term.Boot.Value,
    };

    private static SyncAncestorValue ToAncestor(Ancestor ancestor) => new()
    {
        Reign = ancestor.Term.Epoch.Reign,
        Member = ancestor.Term.Epoch.Member,
        Boot = ancestor.Term.Boot.Value,
        First = ancestor.First,
    };

    private static Term TermOf(uint reign, byte member, ulong boot) =>
        new(new(reign, member), new(boot));

    private static StandingKind StandingOf(byte value) => value switch
    {
        1 => StandingKind.Joining,
        2 => StandingKind.Stale,
        3 => StandingKind.Synced,
        _ => StandingKind.Empty,
    };
}
