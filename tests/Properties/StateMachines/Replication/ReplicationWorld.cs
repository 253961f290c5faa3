using Holdfast.Codec;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Replication;

using Config = Holdfast.StateMachines.Replication.SaReplication.Config;
using Input = Holdfast.StateMachines.Replication.SaReplication.Input;
using Next = Holdfast.StateMachines.Next<Holdfast.StateMachines.Replication.SaReplication.State, Holdfast.StateMachines.Replication.SaReplication.Output>;
using Output = Holdfast.StateMachines.Replication.SaReplication.Output;
using Role = Holdfast.StateMachines.Replication.SaReplication.Role;
using Standing = Holdfast.StateMachines.Replication.SaReplication.Standing;
using State = Holdfast.StateMachines.Replication.SaReplication.State;

namespace Holdfast.Tests.Properties.StateMachines.Replication;
/// <summary>What becomes of the epochs in a store when its member starts anew.</summary>
internal enum Store
{
    Kept,
    Lost,
    Older,
}

/// <summary>A member, its store, and the data path that its outputs drive.</summary>
internal sealed record ClusterHost(
    byte Member, State? State, ulong Boot, uint Generation, Epoch Stored, Epoch Older, bool Acts,
    bool UsesIds, ulong Taken, ulong Through, uint NonceReign, uint Counter);

/// <summary>How many of each fault, and of each act, are left.</summary>
internal readonly record struct Budget(
    int Crashes, int Restarts, int Cuts, int Heals, int Losses, int Duplicates, int Delays,
    int Moves, int Packets, int Requests, int Ticks);

/// <summary>What an observer of the peer has seen.</summary>
internal sealed record Ghost(
    Items<(byte Member, uint Reign, uint Count)> Nonces, ulong Sent,
    Items<(uint Id, ulong Content)> Requests, bool Overlap, bool Doubt, uint Contents);

/// <summary>An invariant does not hold.</summary>
internal sealed class Violation(string name, string what) : Exception($"{name}: {what}")
{
    public string Name => name;
}

/// <summary>What the world runs: the machine, or one that is wrong on purpose.</summary>
internal sealed record Rules(
    Func<byte, ulong, uint, Epoch, Store, Config> ConfigOf,
    Func<Config, State, Instant, Input, Next> Step);

/// <summary>Two members, the channel between them, one IKE SA and one CHILD SA.</summary>
/// <param name="Cut">Bit 0: what member 1 says is lost; bit 1: what member 2 says.</param>
internal sealed record ReplicationWorld(
    Items<ClusterHost> Members, Items<SyncMessage> To1, Items<SyncMessage> To2, int Cut,
    Budget Budget, Ghost Ghost)
{
    public static readonly IkeSaId Ike = new(new(0x101), new(0x202));
    public static readonly Holdfast.Protocol.Spi Child = new(0x301);

    public ClusterHost this[int at] => Members[at];

    public ReplicationWorld With(int at, ClusterHost member) =>
        this with { Members = Members.With(at, member) };

    public Config ConfigOf(Rules rules, int at) => rules.ConfigOf(
        this[at].Member, this[at].Boot, this[at].Generation, this[at].Stored, Store.Kept);

    /// <summary>One step of a member, with what the shell does about its outputs.</summary>
    public ReplicationWorld Do(Rules rules, int at, Input input)
    {
        if (this[at].State is not { } before)
        {
            return this;
        }

        var next = rules.Step(ConfigOf(rules, at), before, Instant.Zero, input);
        CheckEpochs(before, next.State, input);
        var world = With(at, this[at] with { State = next.State });
        foreach (var output in next.Outputs)
        {
            world = world.Act(rules, at, output);
        }

        return world;
    }

    /// <summary>Says the first message that is on its way to a member.</summary>
    public ReplicationWorld Deliver(Rules rules, int to, bool keep = false)
    {
        var queue = to == 0 ? To1 : To2;
        var message = queue[0];
        var world = keep ? this : Drop(to);
        return world.Do(rules, to, new Input.Received((byte)(2 - to), message));
    }

    public ReplicationWorld Drop(int to) => to == 0
        ? this with { To1 = [.. To1.Skip(1)] }
        : this with { To2 = [.. To2.Skip(1)] };

    public bool IsQuiet => To1.Count + To2.Count == 0;

    /// <summary>Delivers until nothing is on its way, or so many messages.</summary>
    public ReplicationWorld Drain(Rules rules, int most = 200)
    {
        var world = this;
        for (var i = 0; i < most && !world.IsQuiet; i++)
        {
            world = world.Deliver(rules, world.To2.Count > 0 ? 1 : 0);
        }

        return world;
    }

    public ReplicationWorld Pass(Rules rules)
    {
        var world = this;
        for (var at = 0; at < 2; at++)
        {
            if (world[at].State is { } state)
            {
                var config = world.ConfigOf(rules, at);
                world = world.With(at, world[at] with
                {
                    State = SaReplication.Normalize(
                        config, SaReplication.Rebase(state, -TimeSpan.FromTicks(1))),
                });
            }
        }

        for (var at = 0; at < 2; at++)
        {
            for (var i = 0; i < 4 && world[at].State is { } state
                && SaReplication.Deadline(world.ConfigOf(rules, at), state) <= Instant.Zero; i++)
            {
                world = world.Do(rules, at, new Input.Tick());
            }
        }

        return world;
    }

    public ReplicationWorld Crash(int at) => With(at, this[at] with
    {
        State = null,
        Acts = false,
        Taken = 0,
        Through = 0,
        Counter = 0,
    }) with
    { To1 = at == 0 ? [] : To1, To2 = at == 1 ? [] : To2 };

    public ReplicationWorld Restart(Rules rules, int at, Store store)
    {
        var old = this[at];
        var member = old with
        {
            Boot = old.Boot + 2,
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
        var config = rules.ConfigOf(
            member.Member, member.Boot, member.Generation, member.Stored, store);
        return With(at, member with { State = SaReplication.Initial(config, Instant.Zero) })
            .Do(rules, at, new Input.Connected((byte)(2 - at)));
    }

    /// <summary>A packet of the CHILD SA leaves.</summary>
    public ReplicationWorld SendPacket(int at)
    {
        var member = this[at];
        var number = member.Taken + 1;
        var bit = 1UL << (int)Math.Min(number, 63);
        if ((Ghost.Sent & bit) != 0 && !Ghost.Overlap && !Ghost.Doubt)
        {
            throw new Violation("I1b", $"sequence number {number} twice");
        }

        // The nonce is member ‖ reign ‖ counter, the counter anew in each reign.
        var known = Ghost.Nonces.FirstOrDefault(
            one => one.Member == member.Member && one.Reign == member.NonceReign);
        if (member.Counter < known.Count)
        {
            throw new Violation("I1a", $"{member.Member}, {member.NonceReign}, {member.Counter}");
        }

        return With(at, member with { Taken = number, Counter = member.Counter + 1 }) with
        {
            Ghost = Ghost with
            {
                Sent = Ghost.Sent | bit,
                Nonces =
                [
                    .. Ghost.Nonces.Where(one => one != known),
                    (member.Member, member.NonceReign, member.Counter + 1),
                ],
            },
        };
    }

    /// <summary>The active member's next request, with a content of its own.</summary>
    public ReplicationWorld Request(Rules rules, int at)
    {
        var ike = this[at].State!.Replica.Sas.Ikes.Find(Ike.Key)!;
        var content = Ghost.Contents + 1;
        var message = new SealedMessage(
            ike.NextRequest, [new Octets([(byte)content])], KeyHandle.None);
        return (this with { Ghost = Ghost with { Contents = content } }).Do(
            rules, at, new Input.Propose(
                content, [new Change.RequestSent(Ike, message)], null, KeyHandle.None));
    }

    private ReplicationWorld Act(Rules rules, int at, Output output)
    {
        var member = this[at];
        switch (output)
        {
            case Output.Send send:
                return (Cut & (1 << at)) != 0 || this[1 - at].State is null
                    ? this
                    : at == 1
                        ? this with { To1 = To1.Add(send.Message) }
                        : this with { To2 = To2.Add(send.Message) };
            case Output.PersistEpoch persist:
                return With(at, member with { Older = member.Stored, Stored = persist.Epoch })
                    .Do(rules, at, new Input.Persisted(persist.Epoch));
            case Output.Reign reign:
                return Begin(at, reign.Takeover);
            case Output.Resume:
                return With(at, member with { Acts = true });
            case Output.Stop:
                return With(at, member with { Acts = false });
            case Output.SendThrough through:
                Check(member.State!.Role is Role.Active, "I19", "a standby may send");
                return With(at, member with { Through = Math.Max(member.Through, through.Number) });
            case Output.Transmit transmit:
                Check(member.State!.Role is Role.Active, "I19", "a standby transmits");
                return Transmitted(transmit.MessageId, transmit.Octets[0][0]);
            default:
                return this;
        }
    }

    private ReplicationWorld Begin(int at, Takeover takeover)
    {
        var plan = takeover.Children.FirstOrDefault();
        var isStale = takeover.Standing != StandingKind.Synced && plan is not null;
        return With(at, this[at] with
        {
            Acts = true,
            UsesIds = takeover.Ikes.All(ike => ike.Action == IkeTakeover.Resume),
            Taken = plan?.Outbound.Taken ?? 0,
            Through = plan?.Outbound.Through ?? 0,
            NonceReign = plan?.NonceReign ?? 0,
            Counter = 0,
        }) with
        {
            Ghost = Ghost with
            {
                Overlap = Ghost.Overlap || this[1 - at].Acts,
                Doubt = Ghost.Doubt || isStale,
            },
        };
    }

    private ReplicationWorld Transmitted(uint id, ulong content)
    {
        foreach (var (other, was) in Ghost.Requests.Span)
        {
            var isFree = Ghost.Overlap && !IsSafetyFirst;
            Check(other != id || was == content || isFree, "I6", $"request {id} twice");
        }

        return this with
        {
            Ghost = Ghost with
            {
                Requests = Ghost.Requests.Contains((id, content))
                    ? Ghost.Requests
                    : Ghost.Requests.Add((id, content)),
            },
        };
    }

    public bool IsSafetyFirst { get; init; }

    // I27: what an older epoch says changes nothing.
    private static void CheckEpochs(State before, State after, Input input)
    {
        if (input is Input.Received { Message: SyncMessage.Fact fact }
            && fact.Reign.Epoch < before.Seen.Epoch)
        {
            Check(before.Replica == after.Replica, "I27", "a fact of an older epoch is folded");
        }
    }

    /// <summary>What holds in every state.</summary>
    public ReplicationWorld Checked()
    {
        for (var at = 0; at < 2; at++)
        {
            if (this[at].State is not { Role: Role.Active active } one
                || this[1 - at].State is not { } other)
            {
                continue;
            }

            var isLine = other.Replica.Lineage.Last == active.Reign;
            Check(
                !isLine || other.Replica.Index <= one.Replica.Index, "I26",
                "a standby has more than was decided");

            // The standby is a fold: what it lacks, folded in, makes it the same.
            if (isLine && one.Replica.Keeps(other.Replica.Index))
            {
                var folded = one.Replica.Tail
                    .Where(entry => entry.Position.Index > other.Replica.Index)
                    .Aggregate(other.Replica.Sas, SaReplication.Evolve);
                Check(folded == one.Replica.Sas, "Fold", "the standby is not the fold");
            }

            // Synced means: everything that has taken effect is here.
            if (other.Role is Role.Standby { Standing: Standing.Synced } standby
                && standby.Reign == active.Reign)
            {
                Check(
                    other.Replica.Index >= active.Committed, "Synced",
                    "a synced standby lacks what has taken effect");
                Check(!active.IsSolo, "Synced", "alone beside a synced standby");
            }
        }

        return this;
    }

    private static void Check(bool holds, string name, string what)
    {
        if (!holds)
        {
            throw new Violation(name, what);
        }
    }
}
