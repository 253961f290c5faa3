using Holdfast.Codec;
using Holdfast.StateMachines;

namespace Holdfast.Simulation.Scenarios.RekeyCrashPoints;

/// <summary>
/// The peer of the cluster. It answers each message ID once, repeats what it answered last, and
/// names the SA that it makes in the place of another 2n + 1; the cluster names it 2n.
/// </summary>
internal static class RekeyPeer
{
    public static Next<RekeyState, RekeyOutput> Step(RekeyState.Peer peer, RekeyInput input)
    {
        List<RekeyOutput> said = [];
        var after = input switch
        {
            RekeyInput.Tick when peer is { Asked: { } open, IsFresh: false } =>
                Ask(peer, open, said),
            RekeyInput.Arrives({ IsAnswer: true } message) => Conclude(peer, message),
            RekeyInput.Arrives(var message) => Answer(peer, message, said),
            RekeyInput.Want when peer is { Asked: null, Children: [var first] } =>
                Ask(peer, Request(peer, RekeyWish.Child, first, (2 * first) + 1), said),
            _ => peer,
        };

        // RFC 7296 §2.8: whoever made the new SA deletes the old one.
        if (after.Asked is null && after.Children.FirstOrDefault(
            child => after.Children.Contains((2 * child) + 1)) is not 0 and var old)
        {
            after = Ask(after, Request(after, RekeyWish.Delete, old, 0), said);
        }

        return new(after, [.. said], new("RFC 7296 §2.8", "the peer"));
    }

    private static RekeyMessage Request(
        RekeyState.Peer peer, RekeyWish wish, ulong old, ulong made) =>
        new(peer.Ike, peer.NextId, wish, old, made, IsAnswer: false, IsAccepted: false);

    private static RekeyState.Peer Ask(
        RekeyState.Peer peer, RekeyMessage request, List<RekeyOutput> said)
    {
        said.Add(new RekeyOutput.Sends(request));
        return peer with { Asked = request, IsFresh = true };
    }

    private static RekeyState.Peer Conclude(RekeyState.Peer peer, RekeyMessage message)
    {
        if (peer.Asked is not { } open || open.Ike != message.Ike || open.Id != message.Id)
        {
            return peer;
        }

        var done = peer with { Asked = null, IsFresh = false, NextId = peer.NextId + 1 };
        return message switch
        {
            { Wish: RekeyWish.Delete } => Without(done, message.Old),
            { IsAccepted: true } => With(done, message.New),
            _ => done,
        };
    }

    private static RekeyState.Peer Answer(
        RekeyState.Peer peer, RekeyMessage request, List<RekeyOutput> said)
    {
        if (peer.Answers.FirstOrDefault(one => one.Ike == request.Ike && one.Id == request.Id)
            is { } before)
        {
            said.Add(new RekeyOutput.Sends(before));
            return peer;
        }

        if (request.Ike != peer.Ike || request.Id != peer.Expected)
        {
            return peer;
        }

        var answer = request.Answer(MayAccept(peer, request));
        said.Add(new RekeyOutput.Sends(answer));
        var answered = peer with
        {
            Expected = peer.Expected + 1,
            Answers = [.. peer.Answers.Where(one => one.Ike != request.Ike).Append(answer)],
        };
        return !answer.IsAccepted ? answered : request.Wish switch
        {
            RekeyWish.Child => With(answered, request.New),
            RekeyWish.Delete => Without(answered, request.Old),

            // RFC 7296 §2.18: the new IKE SA counts from 0, and has all CHILD SAs.
            RekeyWish.Ike => answered with { Ike = request.New, Expected = 0, NextId = 0 },
        };
    }

    // RFC 7296 §2.25: TEMPORARY_FAILURE to what would cross an exchange of one's own.
    private static bool MayAccept(RekeyState.Peer peer, RekeyMessage request) =>
        request.Wish switch
        {
            RekeyWish.Child => peer.Children.Contains(request.Old)
                && !peer.Children.Contains((2 * request.Old) + 1)
                && peer.Asked?.Wish != RekeyWish.Delete,
            RekeyWish.Ike => peer.Asked is null,
            RekeyWish.Delete => true,
        };

    private static RekeyState.Peer With(RekeyState.Peer peer, ulong child) => peer with
    {
        Children = [.. peer.Children.Append(child).Distinct().Order()],
    };

    private static RekeyState.Peer Without(RekeyState.Peer peer, ulong child) => peer with
    {
        Children = [.. peer.Children.Where(one => one != child)],
    };
}
