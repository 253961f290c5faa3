using FsCheck;
using Holdfast.Codec;
using Holdfast.Simulation.Checkers;
using Holdfast.StateMachines.Balance;
using static Holdfast.StateMachines.Balance.LoadShare;

namespace Holdfast.Tests.Properties.StateMachines.Balance;

/// <summary>I35, of any members, capacities and peers.</summary>
public sealed class IsolatedPeers
{
    private const int MembersMax = 7;
    private const int TurnsMax = 12;

    /// <summary>
    /// I35: members fail and return in any order, and peers come anew wherever they were served: as
    /// members carry what they did, a peer is sent away from one that failed, or to one that came.
    /// </summary>
    [Property(MaxTest = 400)]
    public void A_member_that_fails_or_returns_moves_nobody_whom_another_one_serves(
        NonEmptyArray<byte> capacities, byte[] servedAt, byte[] turns, byte slack)
    {
        var members = Math.Min(capacities.Get.Length, MembersMax);
        var isUp = Enumerable.Repeat(true, members).ToArray();
        var before = Places();
        var there = There();
        foreach (var turn in turns.Take(TurnsMax))
        {
            isUp[turn % members] = !isUp[turn % members];
            var (after, are) = (Places(), There());
            Assert.Equal(0, Isolation.Moved(before, after, there, are));
            (before, there) = (after, are);
        }

        Items<ulong> There() =>
            [.. Enumerable.Range(0, members).Where(at => isUp[at]).Select(at => (ulong)at)];

        // Nobody: its member is gone, and no other one takes peers.
        Items<ulong?> Places()
        {
            Items<Load> loads =
            [
                .. Enumerable.Range(0, members).Select(at => new Load(
                    (ulong)at, servedAt.Count(one => one % members == at),
                    capacities.Get[at] % 40, isUp[at])),
            ];
            return
            [
                .. servedAt.Select((one, peer) => (At: one % members, Peer: (ulong)peer))
                    .Select(one => Redirect((ulong)one.At, one.Peer, loads, slack % 60)
                        ?? (isUp[one.At] ? (ulong)one.At : null)),
            ];
        }
    }
}
