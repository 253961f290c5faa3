using Holdfast.Simulation.Faults;
using Holdfast.Simulation.Trace;
using Holdfast.Simulation.Worlds;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Simulation.Scenarios.Playing;

/// <summary>
/// A counter-example of the explorer as faults of a world that is played with real octets. Law:
/// what breaks, is mended or is wanted comes in the order of the trace and after as many units of
/// time; what members say to each other comes of itself. Where a model moves something without a
/// cause (a first hop goes elsewhere), a fault is the cause.
/// </summary>
/// <param name="world">The world; alice serves in its beginning.</param>
/// <param name="begins">When the trace begins in it.</param>
/// <param name="unit">How long a unit of time is.</param>
internal sealed partial class TraceScore(WorldPlan world, TimeSpan begins, TimeSpan unit)
{
    private const string Peer = "carol";
    private static readonly TimeSpan Apart = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Packets = TimeSpan.FromMilliseconds(500);

    // A first hop is held for three seconds; then replication agrees on who reigns.
    private static readonly TimeSpan Takeover = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan Slow = TimeSpan.FromSeconds(1);

    // Less than a standby counts as synced, and with the way back more.
    private static readonly TimeSpan Late = TimeSpan.FromSeconds(3);

    private const int AheadPpm = 25_000;
    private static readonly TimeSpan Healing = TimeSpan.FromSeconds(45);
    private static readonly TimeSpan Connecting = TimeSpan.FromSeconds(3);

    private readonly List<TimedFault> _faults = [];
    private readonly Dictionary<string, string> _arrived = [];
    private TimeSpan _now = begins;
    private string? _hop = "alice";
    private bool _isAtBoth;
    private int? _cut;
    private int _ahead;
    private bool _fallen;
    private bool _staysAway;
    private bool _isSlow;
    private TimeSpan _slackening;
    private List<WorldEvent> _rest = [];

    // Where availability comes first nobody waits for it.
    private bool IsFenced => world.Policy.Solo == SoloPolicy.SafetyFirst;

    /// <summary>The world with what is broken in it.</summary>
    /// <param name="trace">The counter-example.</param>
    /// <param name="shell">What is wrong in it.</param>
    public WorldScenario Of(Counterexample trace, PlayedShell shell)
    {
        _staysAway = shell.StaysAway;
        _slackening = shell.Lowering;
        List<WorldEvent> all = [.. trace.Events.Select(one => one.Event)];
        for (var at = 0; at < all.Count; at++)
        {
            _rest = all[(at + 1)..];
            Take(all[at]);
        }

        if (shell.IsLate || trace.Events.Any(IsLostOnItsWay))
        {
            LoseWhatIsSaid();
        }

        var heals = _now + Healing;
        Joined(heals);
        return new(
            world with { HealAt = heals, Duration = heals + Healing }, new([.. _faults]));
    }

    /// <summary>What a member has said when it dies is under way, and nobody hears it; of who does
    /// not die what is under way is lost with the connection.</summary>
    private void LoseWhatIsSaid()
    {
        var crash = _faults.FindIndex(one => one.Fault is Fault.Crash);
        if (crash < 0)
        {
            Add(new Fault.SyncCut(Connecting));
            return;
        }

        var at = _faults[crash].At - Slow;
        _faults.Insert(
            _faults.TakeWhile(one => one.At <= at).Count(),
            new(at, new Fault.SyncSlow(Slow, _now - at)));
    }

    /// <summary>What was said before members are cut is heard behind it, and nothing joins them:
    /// it is under way for long.</summary>
    private bool IsHeardLate() =>
        !_rest.Any(one => one.Kind == EventKind.Mend)
        && _rest.Any(one =>
            one is { Kind: EventKind.Deliver, From: "alice" or "moon", To: "alice" or "moon" });

    private static bool IsLostOnItsWay(TraceEvent one) =>
        one.Event is { Kind: EventKind.Lose, From: "alice" or "moon", To: "alice" or "moon" };

    private void Take(WorldEvent one)
    {
        switch (one.Kind)
        {
            case EventKind.Time:
                _now += unit;
                break;
            case EventKind.Fault or EventKind.Mend:
                Happens(one.What);
                break;
            case EventKind.Tick or EventKind.Deliver or EventKind.Lose or EventKind.Double:
                break;
        }
    }

    private void Happens(string what)
    {
        var words = what.Replace(",", "", StringComparison.Ordinal).Split(' ');
        switch (words)
        {
            case ["member", var number, "fails"]:
                Add(new Fault.Crash(Numbered(number)));
                break;
            case ["member", var number, "returns"]:
                Add(new Fault.Restart(Numbered(number)));
                break;
            case [var who, "crashes" or "dies"]:
                _hop = _hop == who ? null : _hop;
                _fallen = true;
                Add(new Fault.Crash(who));
                break;
            case ["crash", var who]:
                Add(new Fault.Crash(who));
                break;
            case [_, "starts", ..] when _staysAway:
                break;
            case ["start", var who]:
                Add(new Fault.Restart(who));
                break;
            case [_, "is", "told", "that", var who, "is", "off"] when IsFenced:
                Add(new Fault.Fence(who));
                break;
            case [var who, "starts", "again"]:
                Add(new Fault.Restart(who));
                break;
            case [var who, "starts"]:
                Add(new Fault.Restart(who));
                break;
            case [var who, "starts", "store", var store]:
                Add(new Fault.Restart(who, Enum.Parse<KeptStore>(store, ignoreCase: true)));
                break;
            case [var who, "is", "to", "leave"]:
                Add(new Fault.Drain(who));
                break;
            case ["stop", var who]:
                // Whoever follows it stands by, and knows all.
                _now += Takeover;
                Add(new Fault.Drain(who));
                break;
            case [var who, "is", "to", "stay"]:
                Add(new Fault.Remain(who));
                break;
            case ["the", "clock", "of", var who, "runs", "ahead"]:
                Add(new Fault.ClockRate(who, AheadPpm * ++_ahead));
                break;
            case [_, "lowers", "its", "floor"]:
                _now += _slackening;
                break;
            case [var who, "is", "asked", "for", "a", "token"]:
                AsksForToken(who);
                break;
            case [_, "takes", "over"]:
                _now += Takeover;
                break;
            case ["the", "first", "hop", "comes", "to", var who]:
                Comes(who);
                break;
            case ["the", "first", "hop", "leaves", var who]:
                Leaves(who);
                break;
            default:
                if (!TryWay(words) && !TryWanted(words) && !IsOfItself(words))
                {
                    throw WordScore.Unknown(what);
                }

                break;
        }
    }

    private bool TryWay(string[] words)
    {
        switch (words)
        {
            case ["cut", "alice" or "moon", "→" or "↔", _] when IsHeardLate():
                Add(new Fault.SyncSlow(Late, Healing));
                return true;
            case ["cut", "sync"] or ["cut", "alice" or "moon", "→" or "↔", _]:
                _cut = _faults.Count;
                Add(new Fault.SyncCut(Healing));
                return true;
            case ["join", "sync"] or ["heal"]:
                Joined(_now);
                if (_isAtBoth && _hop is { } hop && IsStill(hop))
                {
                    Add(new Fault.SyncSlow(Slow, Healing));
                    _isSlow = true;
                }
                else
                {
                    _now += Connecting;
                }

                return true;
            case ["cut", "front" or "back"]:
                Add(new Fault.Partition(SideOf(words[1]), ["alice"]));
                return true;
            case ["join", "front" or "back"]:
                Add(new Fault.Rejoin(SideOf(words[1])));
                return true;
            case ["cut", var from, "→", _]:
                Loses(from);
                return true;
            case ["cut", var one, "↔", _]:
                Add(new Fault.Partition("outside", [one]), new Fault.Partition("inside", [one]));
                return true;
            case [var who, "loses", "its", "front" or "back", "interface"]:
                Add(new Fault.LinkDown(new(who, SideOf(words[3]))));
                return true;
            case [var who, "has", "its", "front" or "back", "interface", "back"]:
                Add(new Fault.LinkUp(new(who, SideOf(words[3]))));
                return true;
            case [var who, "is", "not", "heard", "on", "the", "front" or "back", "side"]:
                Add(new Fault.LinkLoses(new(who, SideOf(words[6])), LinkWay.Out));
                return true;
            case ["join"]:
                Add(
                [
                    new Fault.Rejoin("outside"), new Fault.Rejoin("inside"),
                    .. world.Links.Where(link => link.Segment is "outside" or "inside")
                        .Select(link => new Fault.LinkUp(link.Name)),
                ]);
                return true;
            case ["the", var side, "is", "cut", "the", _, "is", "with", var member]:
                Add(new Fault.Partition(side, [Other(member)]));
                return true;
            case ["both", "sides", "are", "cut", "the", "peer", "is", "with", var peer, "the",
                "host", "with", var host]:
                Add(
                    new Fault.Partition("outside", [Other(peer)]),
                    new Fault.Partition("inside", [Other(host)]));
                return true;
            case ["the", var side, "is", "joined"]:
                Add(new Fault.Rejoin(side));
                return true;
            default:
                return false;
        }
    }

    private bool TryWanted(string[] words)
    {
        switch (words)
        {
            case [_, "sends", "a", "request"] or [_, "asks", "the", "peer"]
                or ["the", "cluster", "rekeys", "the", "CHILD", "SA"]:
                Add(new Fault.Rekey(Peer, RekeyOf.Children));
                break;
            case ["the", "cluster", "rekeys", "the", "IKE", "SA"]:
                Add(new Fault.Rekey(Peer, RekeyOf.Ike));
                break;
            case ["the", "peer", "rekeys", "the", "CHILD", "SA"]:
                Add(new Fault.Rekey(Peer, RekeyOf.Children, ByPeer: true));
                break;
            case [var who, "sends", "a", "packet"]:
                Serves(who);
                _now += _isSlow ? Apart : Packets;
                break;
            case [var who, "is", "sent", "packet", var number]:
                Serves(who);
                // The first time it is the peer that sends it; whoever took it knows it.
                if (!_arrived.TryAdd(number, who) && (_arrived[number] != who || _fallen))
                {
                    Add(new Fault.Replay(
                        MessageKind.Esp, _staysAway ? Other(who) : who, 1_000));
                }

                _now += Packets;
                break;
            case [_, "is", "sent", "the", "Coup", ..]:
                Add(new Fault.ForgeHsrp("outside", HsrpForgery.Coup, 1, TimeSpan.Zero));
                break;
            case [_, "is", "sent", "what", "it", "must", "refuse"]:
                Add(new Fault.ForgeHsrp("outside", HsrpForgery.OtherVersion, 1, TimeSpan.Zero));
                break;
            case ["forged:", ..]:
                Add(new Fault.UnprotectedHint("alice", HintKind.InvalidSpi, 1, unit));
                break;
            case ["ESP", _, "forged"]:
                Add(new Fault.Corrupt(
                    new() { Kind = MessageKind.Esp, ChancePpm = 500_000, Count = 20 }, 4));
                break;
            case [var who, "draws", _]:
                if (_rest.Any(one => one.What.Contains("draws", StringComparison.Ordinal)
                    && !one.What.StartsWith(who, StringComparison.Ordinal)))
                {
                    HearNobody();
                }

                Add(new Fault.HalfOpenFlood(10, 2 * unit));
                break;
            default:
                return false;
        }

        return true;
    }
}
