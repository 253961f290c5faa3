using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using static Holdfast.StateMachines.Replication.SaReplication;

namespace Holdfast.StateMachines.Replication;

/// <summary>The inputs to try in each state: each message right, late, early and wrong.</summary>
internal static class SaReplicationLetters
{
    public static Items<Letter<Config, State, Input>> All { get; } =
    [
        .. FromHere, .. FromTheActive, .. FromAStandby,
        new("has slept", (_, _) => new Input.Slept()),
    ];

    private static readonly IkeSaId Ike = new(new(0x101), new(0x202));

    private static IEnumerable<Letter<Config, State, Input>> FromHere =>
    [
        new("authority", (_, _) => new Input.Authority(true)),
        new("no authority", (_, _) => new Input.Authority(false)),
        new("persisted", (_, state) => new Input.Persisted(state.Seen.Epoch)),
        new("connected", (config, _) => new Input.Connected(Other(config))),
        new("fence confirmed", (config, _) => new Input.FenceConfirmed(
            Other(config), new(9))),
        new("fence confirmed, off", (config, _) => new Input.FenceConfirmed(
            Other(config), new(9), IsOff: true)),
        new("fence of another start confirmed", (config, _) => new Input.FenceConfirmed(
            Other(config), new(4_711))),
        new("vote lost", (_, _) => new Input.LostVote()),
        new("propose an IKE SA", (config, state) => new Input.Propose(
            state.Replica.Index + 1, [new Change.IkeUp(Sa(config))], null, KeyHandle.None)),
        new("propose a request", (_, state) => new Input.Propose(
            state.Replica.Index + 1,
            [new Change.RequestSent(Ike, new(Next(state), [], KeyHandle.None))],
            new Words("request"), new(7))),
        new("propose an answer", (_, state) => new Input.Propose(
            state.Replica.Index + 1,
            [new Change.RequestAnswered(Ike, Math.Max(Next(state), 1) - 1)], null,
            KeyHandle.None)),
        new("propose nonsense", (_, state) => new Input.Propose(
            state.Replica.Index + 1, [new Change.ChildDown(new(1))], null, KeyHandle.None)),
        new("sealed", (_, state) => new Input.Sealed(
            FirstTicket(state), [new Octets([1, 2, 3])])),
        new("not sealed", (_, state) => new Input.NotSealed(FirstTicket(state))),
        new("request repeated", (_, _) => new Input.RequestRepeated(Ike, new MessageId(0))),
    ];

    private static IEnumerable<Letter<Config, State, Input>> FromTheActive =>
    [
        Hears("heartbeat, in sync", (config, state) => Heartbeat(config, state, true, 0)),
        Hears("heartbeat, not in sync", (config, state) => Heartbeat(config, state, false, 0)),
        Hears("heartbeat, of a later entry", (config, state) =>
            Heartbeat(config, state, true, 1)),
        Hears("heartbeat, of a higher epoch", (config, state) =>
            Heartbeat(config, state, false, 1) with { Reign = Higher(config, state) }),
        Hears("heartbeat, of an older epoch", (config, state) =>
            Heartbeat(config, state, true, 0) with { Reign = Lower(config) }),
        Hears("next fact", (config, state) => Fact(config, state, 1)),
        Hears("known fact", (config, state) => Fact(config, state, 0)),
        Hears("fact too far on", (config, state) => Fact(config, state, 2)),
        Hears("fact of an older epoch", (config, state) =>
            Fact(config, state, 1) with { Reign = Lower(config) }),
        Hears("snapshot begins", Begin),
        Hears("snapshot's part", (config, state) => new SyncMessage.SnapshotPart(
            Followed(config, state), 4, 0, [new MemberRecord(Other(config), new(9), 1)])),
        Hears("snapshot ends", (config, state) => new SyncMessage.SnapshotEnd(
            Followed(config, state), 4, Whole(config).Digest)),
        Hears("snapshot ends otherwise", (config, state) => new SyncMessage.SnapshotEnd(
            Followed(config, state), 4, default)),
        Hears("same digest", (config, state) => new SyncMessage.DigestReport(
            Followed(config, state), state.Replica.Index, state.Replica.Sas.Digest)),
        Hears("other digest", (config, state) => new SyncMessage.DigestReport(
            Followed(config, state), state.Replica.Index, default)),
        Hears("release", (config, state) => new SyncMessage.Release(
            Followed(config, state), state.Replica.Index)),
        Hears("fence, higher", (config, state) => new SyncMessage.Fence(Higher(config, state))),
        Hears("fence, the same", (_, state) => new SyncMessage.Fence(state.Seen)),
        Hears("fence, lower", (config, _) => new SyncMessage.Fence(Lower(config))),
        Hears("fence, of an earlier start", (_, state) => new SyncMessage.Fence(
            new(state.Seen.Epoch, new(4_711)))),
    ];

    private static IEnumerable<Letter<Config, State, Input>> FromAStandby =>
    [
        Hears("hello", (_, state) => Hello(state, 9)),
        Hears("hello, after a restart", (_, state) => Hello(state, 10)),
        Hears("acknowledged, the same", (_, state) => Ack(state, 0, 0)),
        Hears("acknowledged, a new spell", (_, state) => Ack(state, 1, 0)),
        Hears("acknowledged, behind", (_, state) => Ack(state, 0, 1)),
        Hears("acknowledged, another line", (config, state) => Ack(state, 1, 0) with
        {
            Last = new(Lower(config), 1),
        }),
        Hears("acknowledged, joining", (_, state) => Ack(state, 1, 0) with
        {
            Last = Position.None, Standing = StandingKind.Joining,
        }),
        Hears("acknowledged, empty", (_, state) => Ack(state, 1, 0) with
        {
            Last = Position.None, Standing = StandingKind.Empty,
        }),
        Hears("acknowledged, after a restart", (_, state) => Ack(state, 1, 0) with
        {
            Boot = new(10),
        }),
        Hears("acknowledged, of an older epoch", (config, state) => Ack(state, 0, 0) with
        {
            Reign = Lower(config),
        }),
        Hears("asks for facts", (_, state) => new SyncMessage.RepairAfter(
            state.Seen, Behind(state, 1))),
        Hears("asks for a part", (_, state) => new SyncMessage.RepairPart(
            state.Seen, state.Replica.Index, 0)),
        Hears("asks for a snapshot", (_, state) => new SyncMessage.RepairAll(state.Seen)),
        Hears("orphans", (_, state) => new SyncMessage.Orphans(
            state.Seen, [new(Ike, 0)], [new(0x301)])),
    ];

    private static Letter<Config, State, Input> Hears(
        string name, Func<SaReplication.Config, State, SyncMessage> message) => new(
        name,
        (config, state) => new Input.Received(Other(config), message(config, state)));

    // A member alone hears of a stranger what others hear of each other.
    private static byte Other(SaReplication.Config config) =>
        config.Others is [var first, ..] ? first
        : config.Settings.Member == 1 ? (byte)2 : (byte)1;

    private static Term Lower(SaReplication.Config config) => new(new(1, 0), new(9));

    private static Term Higher(SaReplication.Config config, State state) =>
        new(new(Math.Max(state.Seen.Epoch.Reign, 1) + 1, Other(config)), new(9));

    // The term of the other one: the one that is followed, or the next.
    private static Term Followed(SaReplication.Config config, State state) =>
        state.Seen.Epoch.Member == Other(config) && state.Seen.IsSome
            ? state.Seen
            : Higher(config, state);

    private static SyncMessage.Heartbeat Heartbeat(
        SaReplication.Config config, State state, bool isInSync, ulong ahead) => new(
        Followed(config, state), config.Settings.Start.Boot, state.Replica.Index + ahead,
        state.Replica.Index, state.Replica.Index, isInSync, state.Spell, state.Probe.Number);

    private static SyncMessage.Fact Fact(
        SaReplication.Config config, State state, ulong ahead)
    {
        var reign = Followed(config, state);
        var changes = state.Replica.Lineage.Last == reign
            ? new Change.Unknown(0xFFFF, default)
            : (Change)new Change.EpochBegan(reign, 1);
        return new(
            reign, state.Replica.Last.Term,
            new(new(reign, state.Replica.Index + ahead), [changes]));
    }

    private static SyncMessage.SnapshotBegin Begin(SaReplication.Config config, State state)
    {
        var reign = Followed(config, state);
        return new(reign, 4, new([new(reign, 1)]), 1, 2, 1);
    }

    private static SaState Whole(SaReplication.Config config) => SaState.Empty with
    {
        Members = SaState.Empty.Members.With(new(Other(config), new(9), 1)),
        ReignBase = 2,
        ReignBaseAt = 1,
    };

    private static SyncMessage.Hello Hello(State state, ulong boot) => new(
        new(new(boot), 1, Epoch.None, StoreCondition.Kept), new(state.Seen.Epoch, default));

    private static SyncMessage.Acknowledgement Ack(State state, uint spell, ulong behind)
    {
        var view = state.Role is Role.Active { Views: [var first, ..] } ? first : null;
        return new(
            state.Seen, new(9), 1, Behind(state, behind), StandingKind.Stale, TimeSpan.Zero,
            (view?.Spell ?? 0) + spell, (view?.Probe ?? 0) + 1);
    }

    private static Position Behind(State state, ulong by)
    {
        var index = state.Replica.Index - Math.Min(by, state.Replica.Index);
        return index == 0 ? Position.None : new(state.Replica.Lineage.TermAt(index), index);
    }

    private static uint Next(State state) =>
        state.Replica.Sas.Ikes.Find(Ike.Key)?.NextRequest ?? 0;

    private static ulong FirstTicket(State state) =>
        state.Role is Role.Active { Proposals: { Count: > 0 } proposals }
            ? proposals[0].Ticket
            : 0;

    private static IkeSa Sa(SaReplication.Config config) => new(
        Ike, new(7), new([config.Settings.Member]), default, IkeTraits.MessageIdSync, 1, 1, 0, 0,
        [], [], 0, 0, [], default, default);

    /// <summary>A message for trying: a word.</summary>
    private sealed record Words(string Text) : IWireValue
    {
        public int SizeOf() => Text.Length;

        public bool TryWrite(
            Span<byte> destination, in WriteScope scope, out int written, out EncodeError error)
        {
            error = default;
            written = System.Text.Encoding.ASCII.GetBytes(Text, destination);
            return true;
        }
    }
}
