using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;

namespace Holdfast.Tests.Properties.Ike.Keys;

/// <summary>RFC 5282 §3.1: no IV comes twice under one key of an IKE SA, whoever holds the key.
/// </summary>
public sealed class Rfc5282_3_1_Holders
{
    /// <summary>What happens to keys.</summary>
    public enum Event : byte
    {
        /// <summary>A message is sealed.</summary>
        Seal,

        /// <summary>Another object of the same part takes them over.</summary>
        HandOver,

        /// <summary>They come to where another holder seals.</summary>
        Read,

        /// <summary>They are forgotten, and come back.</summary>
        Return,

        /// <summary>They come again where they are, as after a holder that is gone.</summary>
        Again,

        /// <summary>A member takes over in the next reign.</summary>
        TakeOver,

        /// <summary>A place is taken up a second time.</summary>
        Twice,
    }

    [Property(MaxTest = 300)]
    public void No_history_of_holders_seals_with_an_iv_twice((Event What, byte Who)[] history)
    {
        using var world = new MovingKeys();
        List<(HandshakeKeys Holder, ulong Keys, NoncePartition Part)> all = [];
        var first = Part(0, 0);
        var maker = world.Holder(first);
        all.Add((maker, MovingKeys.Make(maker), first));
        IvPlace? taken = null;
        foreach (var (what, who) in history)
        {
            var one = all[who % all.Count];
            switch (what)
            {
                case Event.Seal:
                    world.Seal(one.Holder, one.Keys);
                    break;
                case Event.HandOver when one.Holder.HandOver(one.Keys) is { } place:
                    // Sometimes to one that had them before, else to a new one.
                    taken = place;
                    var back = all.FirstOrDefault(
                        other => other.Part == one.Part && other.Holder != one.Holder);
                    var to = who % 2 == 0 && back.Holder is { } before
                        ? before
                        : world.Holder(one.Part);
                    all.Add((to, Assert.NotNull(MovingKeys.Take(to, place)), one.Part));
                    Assert.False(world.Seal(one.Holder, one.Keys));
                    break;
                case Event.HandOver:
                    Assert.False(one.Holder.CanSeal(one.Keys));
                    break;
                case Event.Read:
                    var reader = who % 2 == 0 ? one.Holder : world.Holder(one.Part);
                    all.Add((reader, MovingKeys.Read(reader), one.Part));
                    Assert.False(world.Seal(reader, all[^1].Keys));
                    break;
                case Event.Return when one.Holder.HandOver(one.Keys) is { } place:
                    taken = place;
                    one.Holder.Forget(one.Keys);
                    all[who % all.Count] = one with
                    {
                        Keys = Assert.NotNull(MovingKeys.Take(one.Holder, place)),
                    };
                    break;
                case Event.Return:
                    break;
                case Event.Again:
                    Assert.Null(MovingKeys.Take(one.Holder, IvPlace.After(one.Part)));
                    break;
                case Event.TakeOver:
                    var part = Part((byte)(who % 3), (ushort)(all.Max(a => a.Part.Reign) + 1));
                    var next = world.Holder(part);
                    all.Add((
                        next, Assert.NotNull(MovingKeys.Take(next, IvPlace.After(one.Part))),
                        part));
                    Assert.Null(MovingKeys.Take(one.Holder, IvPlace.After(part)));
                    break;
                case Event.Twice when taken is { } old:
                    Assert.True(
                        !old.AllowsIn(one.Part)
                        || Record.Exception(() => MovingKeys.Take(one.Holder, old))
                            is InvalidOperationException);
                    break;
                case Event.Twice:
                    break;
                default:
                    Assert.Fail($"{what}");
                    break;
            }
        }

        foreach (var (holder, keys, _) in all)
        {
            world.Seal(holder, keys);
            world.Seal(holder, keys);
        }

        Assert.NotEqual(0, world.Sealed);
    }

    [Property(MaxTest = 300)]
    public void No_order_of_takeovers_by_two_members_seals_with_an_iv_twice(
        (bool IsMoon, byte What)[] history)
    {
        // What each member knows: in which part the holder of the keys seals, as facts tell it.
        // When the network is cut, both take over, in the same reign too.
        using var world = new MovingKeys();
        var members = new (NoncePartition Own, NoncePartition? Last, HandshakeKeys Holder,
            List<ulong> Keys)[2];
        for (var i = 0; i < members.Length; i++)
        {
            var own = Part((byte)(i + 1), 0);
            members[i] = (own, null, world.Holder(own), []);
        }

        members[0].Keys.Add(MovingKeys.Make(members[0].Holder));
        members[0].Last = members[0].Own;
        foreach (var (isMoon, what) in history)
        {
            ref var me = ref members[isMoon ? 1 : 0];
            ref var other = ref members[isMoon ? 0 : 1];
            switch (what % 4)
            {
                case 0 or 1:
                    foreach (var keys in me.Keys)
                    {
                        world.Seal(me.Holder, keys);
                    }

                    break;
                case 2 when me.Last is { } last:
                    // A fact of a lower epoch is refused.
                    if (other.Last is not { } known || known.Reign <= last.Reign)
                    {
                        other.Last = last;
                    }

                    // Whoever has reigned in that reign, or after, takes nothing up with it.
                    Assert.Equal(
                        other.Own.Reign > last.Reign,
                        IvPlace.After(last).AllowsIn(other.Own));
                    break;
                case 3 when me.Last is { } last:
                    var reign = Math.Max(me.Own.Reign, last.Reign) + 1;
                    var own = Part(me.Own.Member, (ushort)reign);
                    me = (own, own, world.Holder(own), []);
                    me.Keys.Add(
                        Assert.NotNull(MovingKeys.Take(me.Holder, IvPlace.After(last))));
                    break;
                default:
                    break;
            }
        }

        foreach (var (_, _, holder, keys) in members)
        {
            keys.ForEach(one => world.Seal(holder, one));
        }

        Assert.NotEqual(0, world.Sealed);
    }

    private static NoncePartition Part(byte member, ushort reign)
    {
        Assert.True(NoncePartition.TryCreate(member, reign, out var part, out _));
        return part;
    }
}
