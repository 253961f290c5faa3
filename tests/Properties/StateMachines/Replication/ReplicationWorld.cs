using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;

using Input = Holdfast.StateMachines.Replication.SaReplication.Input;
using Output = Holdfast.StateMachines.Replication.SaReplication.Output;
using Role = Holdfast.StateMachines.Replication.SaReplication.Role;

namespace Holdfast.Tests.Properties.StateMachines.Replication;
/// <summary>How many of each fault, and of each act, are left.</summary>
internal readonly record struct Budget(
    int Crashes = 0, int Restarts = 0, int Cuts = 0, int Heals = 0, int Losses = 0,
    int Duplicates = 0, int Delays = 0, int Holds = 0, int Sleeps = 0, int Fences = 0,
    int Moves = 0, int Packets = 0, int Inbound = 0, int Requests = 0, int Exchanges = 0,
    int Ticks = 0);

/// <summary>What an observer of the peer has seen.</summary>
/// <param name="Nonces">How far each member's counter went in each reign.</param>
/// <param name="Sent">The sequence numbers that were sent, a bit for each.</param>
/// <param name="Highest">The highest of them.</param>
/// <param name="Requests">Each request's message ID, and what it says.</param>
/// <param name="Contents">How many different requests there were.</param>
/// <param name="PeerSent">How many packets the peer has sent.</param>
/// <param name="Accepted">Which of them were accepted by somebody.</param>
/// <param name="Twice">How many were accepted twice.</param>
/// <param name="Octets">Octets that were used.</param>
/// <param name="PeerHasChild">Whether the peer has the CHILD SA of the exchange.</param>
/// <param name="WereTwo">Whether two members acted while they did not hear each other.</param>
internal sealed record Ghost(
    Items<(byte Member, uint Reign, uint Count)> Nonces, UInt128 Sent,
    ulong Highest, Items<(uint Id, ulong Content)> Requests, uint Contents, ulong PeerSent, UInt128 Accepted,
    int Twice, ulong Octets, bool PeerHasChild, bool WereTwo)
{
    public static Ghost None { get; } = new([], 0, 0, [], 0, 0, 0, 0, 0, false, false);
}

/// <summary>An invariant does not hold.</summary>
internal sealed class Violation(string name, string what) : Exception($"{name}: {what}")
{
    public string Name => name;

    public static void Unless(bool holds, string name, string what)
    {
        if (!holds)
        {
            throw new Violation(name, what);
        }
    }
}

/// <summary>Two members, the channel between them, one IKE SA and one CHILD SA.</summary>
/// <param name="Members">Alice and moon.</param>
/// <param name="To1">What is on its way to alice.</param>
/// <param name="To2">What is on its way to moon.</param>
/// <param name="Held">A message that comes later than those behind it.</param>
/// <param name="Cut">Bit 0: what alice says is lost; bit 1: what moon says.</param>
/// <param name="Budget">What may still happen.</param>
/// <param name="Ghost">What has happened.</param>
internal sealed partial record ReplicationWorld(
    Items<ClusterHost> Members, Items<Once<SyncMessage>> To1, Items<Once<SyncMessage>> To2,
    (int To, Once<SyncMessage>? Message) Held, int Cut, Budget Budget, Ghost Ghost)
{
    /// <summary>Messages after which members that were left alone must be silent.</summary>
    private const int RestWithin = 64;

    public static readonly IkeSaId Ike = new(new(0x101), new(0x202));
    public static readonly Protocol.Spi Child = new(0x301);
    public static readonly Protocol.Spi Second = new(0x501);

    public ClusterHost this[int at] => Members[at];

    /// <summary>Whether a fence comes before anybody goes on alone.</summary>
    public bool IsSafetyFirst { get; init; }

    /// <summary>Whether the channel is cut as a whole or not at all.</summary>
    public bool IsChannelWhole { get; init; }

    public ReplicationWorld With(int at, ClusterHost member) =>
        this with { Members = Members.With(at, member) };

    /// <summary>One step of a member, with what the shell does about its outputs.</summary>
    public ReplicationWorld Do(Rules rules, int at, Input input) => this[at].Is is { } state
        ? Took(rules, at, rules.Step(this[at].Boot, state, input), null)
        : this;

    public ReplicationWorld Hear(Rules rules, int at, Once<SyncMessage> message) =>
        this[at].Is is { } state
            ? Took(rules, at, rules.Hear(this[at].Boot, state, message), message.Value)
            : this;

    /// <summary>Whether nothing is on its way to a member that runs.</summary>
    public bool IsQuiet => Next < 0;

    /// <summary>Whom a message reaches next; -1: nobody.</summary>
    private int Next => To2.Count > 0 && !this[1].Sleeps ? 1
        : To1.Count > 0 && !this[0].Sleeps ? 0
        : -1;

    /// <summary>Says the first message that is on its way.</summary>
    public ReplicationWorld Deliver(Rules rules, bool keep = false)
    {
        var to = Next;
        var message = (to == 0 ? To1 : To2)[0];
        return (keep ? this : Drop()).Hear(rules, to, message);
    }

    /// <summary>Loses the message that would be said next.</summary>
    public ReplicationWorld Drop() => Next == 0
        ? this with { To1 = [.. To1.Skip(1)] }
        : this with { To2 = [.. To2.Skip(1)] };

    /// <summary>Holds back the message that would be said next.</summary>
    public ReplicationWorld Hold() => Drop() with { Held = (Next, (Next == 0 ? To1 : To2)[0]) };

    /// <summary>Delivers until nothing is on its way, which must be soon.</summary>
    public ReplicationWorld Drain(Rules rules)
    {
        var world = Drain(rules, RestWithin);
        Violation.Unless(world.IsQuiet, "Rest", "members talk without end");
        return world;
    }

    /// <summary>Delivers so many messages.</summary>
    public ReplicationWorld Drain(Rules rules, int most)
    {
        var world = this;
        for (var i = 0; i < most && !world.IsQuiet; i++)
        {
            world = world.Deliver(rules);
        }

        return world;
    }

    /// <summary>A unit of time passes.</summary>
    public ReplicationWorld Pass(Rules rules)
    {
        var world = this;
        for (var at = 0; at < 2; at++)
        {
            world = world[at].Is is { } state
                ? world.With(at, world[at] with
                {
                    Is = rules.Later(world[at].Boot, state),
                    HasSent = false,
                })
                : world;
        }

        return world.Ticks(rules, 0).Ticks(rules, 1);
    }

    public ReplicationWorld Ticks(Rules rules, int at)
    {
        var world = this;
        for (var i = 0; i < 4 && !world[at].Sleeps && world[at].Is is { } state
            && rules.IsDue(world[at].Boot, state); i++)
        {
            world = world.Do(rules, at, new Input.Tick());
        }

        return world;
    }

    public ReplicationWorld Crash(int at) => With(at, this[at].Down()) with
    {
        To1 = at == 0 ? [] : To1,
        To2 = at == 1 ? [] : To2,
        Held = Held.To == at ? default : Held,
    };

    public ReplicationWorld Restart(Rules rules, int at, Store store)
    {
        var old = this[at].Boot;
        var boot = old with
        {
            Id = old.Id + 2,
            Store = store,
            Generation = store switch
            {
                Store.Kept => old.Generation + 1,
                Store.Older => old.Generation,
                Store.Lost => 1,
            },
            Stored = store switch
            {
                Store.Kept => old.Stored,
                Store.Older => old.Older,
                Store.Lost => Epoch.None,
            },
        };
        return With(at, this[at] with { Boot = boot, Is = rules.Initial(boot) })
            .Do(rules, at, new Input.Connected((byte)(2 - at)));
    }

    /// <summary>A member runs again: it looks at the clock first, or at what was said.</summary>
    public ReplicationWorld Wake(Rules rules, int at, bool clockFirst)
    {
        var world = With(at, this[at] with { Sleeps = false });
        return clockFirst
            ? world.Ticks(rules, at)
            : world.Drain(rules, RestWithin).Ticks(rules, at);
    }

    private ReplicationWorld Took(
        Rules rules, int at, Remembered step, SyncMessage? message)
    {
        var before = this[at].State!;
        if (message is SyncMessage.Fact fact && fact.Reign.Epoch < before.Seen.Epoch)
        {
            // I27: what an older epoch says changes nothing.
            Violation.Unless(
                before.Replica == step.State.Value.Replica, "I27",
                "a fact of an older epoch is folded");
        }

        var world = With(at, this[at] with { Is = step.State });
        foreach (var (output, said) in step.Outputs)
        {
            world = world.Act(rules, at, output, said);
        }

        world.CheckSynced();
        return world;
    }

    private ReplicationWorld Act(Rules rules, int at, Output output, Once<SyncMessage>? said)
    {
        var member = this[at];
        switch (output)
        {
            case Output.Send:
                return (Cut & (1 << at)) != 0 || this[1 - at].Is is null ? this
                    : at == 1 ? this with { To1 = To1.Add(said!) }
                    : this with { To2 = To2.Add(said!) };
            case Output.PersistEpoch persist:
                return With(at, member with
                {
                    Boot = member.Boot with { Older = member.Boot.Stored, Stored = persist.Epoch },
                }).Do(rules, at, new Input.Persisted(persist.Epoch));
            case Output.Reign reign:
                return With(at, member.Reigns(reign.Takeover));
            case Output.Resume:
                return With(at, member with { Acts = true });
            case Output.Stop:
                return With(at, member with { Acts = false });
            case Output.SendThrough through when through.Inbound == Child:
                Violation.Unless(
                    member.State!.Role is Role.Active, "I19", "a standby may send");
                return With(at, member with
                {
                    Outbound = member.Outbound.Renew(through.Number),
                    Octets = member.Octets.Renew(through.Octets),
                });
            case Output.AcceptThrough through when through.Inbound == Child:
                Violation.Unless(
                    member.State!.Role is Role.Active, "I19", "a standby may receive");
                return With(at, member with { Inbound = member.Inbound.Raise(through.Number) });
            case Output.Transmit transmit:
                Violation.Unless(
                    member.State!.Role is Role.Active, "I19", "a standby transmits");
                return Transmitted(at, transmit.MessageId, transmit.Octets[0][0]);
            default:
                return this;
        }
    }
}
