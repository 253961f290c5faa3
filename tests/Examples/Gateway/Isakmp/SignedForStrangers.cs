using Holdfast.Codec;
using Holdfast.Gateway.Isakmp;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Composition.Json;
using Holdfast.StateMachines.Ikev1;

namespace Holdfast.Tests.Examples.Gateway.Isakmp;

/// <summary>Aggressive mode where both sides sign, RFC 2409 §5.1: the gateway signs for whoever
/// asks, before he has proved anything, and so not for more than a number of them.</summary>
public sealed class SignedForStrangers : IDisposable
{
    private static readonly TimeSpan Moment = TimeSpan.FromMilliseconds(1);
    private readonly SignedSides _sides = new();
    private readonly List<IDisposable> _held = [];
    private byte _last = 10;

    public void Dispose()
    {
        _held.ForEach(one => one.Dispose());
        _sides.Dispose();
    }

    [Fact]
    public void Who_names_nobody_is_refused_without_a_signature_and_takes_no_room()
    {
        using var gateway = _sides.Make(
            isGateway: true, SignedSides.Mars,
            mayBegin: (named, _) => named == IdentityOf("carol.example"));
        var waits = Asking("carol.example");
        gateway.Hear(waits.Said.Dequeue());
        var signed = gateway.Said.Dequeue();
        for (var at = 0; at < 2 * PhaseOneAnswers.MostOfOne; at++)
        {
            gateway.Hear(Asking("nobody.example").Said.Dequeue());

            // A refusal in the clear, with nothing signed in it.
            Assert.True(gateway.Said.Dequeue().Length < 100);
        }

        Assert.Contains("at no address whose key is known", Assert.Single(gateway.Complaints));
        waits.Hear(signed);
        waits.Talk(gateway);
        Assert.Equal(waits.Row!.Id, gateway.Row!.Id);
    }

    [Fact]
    public void One_name_is_signed_for_a_few_times_in_two_seconds_and_others_all_the_same()
    {
        using var gateway = _sides.Make(isGateway: true, SignedSides.Mars);
        Assert.Equal(
            PhaseOneAnswers.MostSignedOfOne, Signatures(gateway, "carol.example", times: 20));
        Assert.Contains("more often than anybody is", Assert.Single(gateway.Complaints));
        Assert.Equal(1, Signatures(gateway, "erin.example", times: 1));

        gateway.Tick(PhaseOneAnswers.SignedStays - Moment);
        Assert.Equal(0, Signatures(gateway, "carol.example", times: 1));
        gateway.Tick(Moment);
        Assert.Equal(
            PhaseOneAnswers.MostSignedOfOne, Signatures(gateway, "carol.example", times: 20));
    }

    [Fact]
    public void Whoever_ends_at_once_what_was_signed_for_makes_room_for_no_other()
    {
        using var gateway = _sides.Make(isGateway: true, SignedSides.Mars);
        var signed = 0;
        for (var at = 0; at < 20; at++)
        {
            var stranger = _sides.Make(
                isGateway: false, SignedSides.Forged, ++_last, "carol.example");
            _held.Add(stranger);
            stranger.Begin(PhaseOneMode.Aggressive);
            gateway.Hear(stranger.Said.Dequeue());
            signed += gateway.Said.Count;
            stranger.Talk(gateway);
            Assert.Null(gateway.Row);
        }

        Assert.Equal(PhaseOneAnswers.MostSignedOfOne, signed);
        gateway.Tick(PhaseOneAnswers.SignedStays);
        Assert.Equal(1, Signatures(gateway, "carol.example", times: 1));
    }

    [Fact]
    public void All_names_together_are_signed_for_a_number_of_times_in_two_seconds()
    {
        using var gateway = _sides.Make(isGateway: true, SignedSides.Mars);
        var signed = Enumerable.Range(0, 10)
            .Sum(at => Signatures(gateway, $"host-{at}.example", times: 5));
        Assert.Equal(PhaseOneAnswers.MostSigned, signed);
        gateway.Tick(PhaseOneAnswers.SignedStays);
        Assert.Equal(5, Signatures(gateway, "late.example", times: 5));
    }

    [Fact]
    public void Whoever_has_a_place_has_it_until_a_peer_would_have_answered()
    {
        using var gateway = _sides.Make(isGateway: true, SignedSides.Mars);
        var (peer, slow) = (Asking("carol.example"), Asking("carol.example"));
        foreach (var one in (IsakmpSide[])[slow, peer])
        {
            gateway.Hear(one.Said.Dequeue());
            one.Hear(gateway.Said.Dequeue());
        }

        Signatures(gateway, "carol.example", times: 30);
        gateway.Tick(PhaseOneAnswers.SignedStays - Moment);
        Signatures(gateway, "carol.example", times: 30);
        peer.Talk(gateway);
        Assert.Equal(peer.Row!.Id, gateway.Row!.Id);

        // Its place is for others then, the oldest first.
        gateway.Tick(Moment);
        Signatures(gateway, "carol.example", times: 30);
        gateway.Row = null;
        slow.Talk(gateway);
        Assert.Null(gateway.Row);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Who_is_refused_takes_the_place_of_nobody_however_old_that_is(bool hasNonce)
    {
        using var gateway = _sides.Make(isGateway: true, SignedSides.Mars);
        var slow = Asking("carol.example");
        gateway.Hear(slow.Said.Dequeue());
        slow.Hear(gateway.Said.Dequeue());
        Signatures(gateway, "carol.example", PhaseOneAnswers.MostSignedOfOne - 1);
        gateway.Tick(PhaseOneAnswers.SignedStays);

        // A public value that is none, or no nonce beside a good one.
        gateway.Hear(Changed(
            Asking("carol.example").Said.Dequeue(),
            payload => payload.Body switch
            {
                IsakmpPayloadBody.Nonce when !hasNonce => null,
                IsakmpPayloadBody.Ke(var share) when hasNonce => new()
                {
                    Body = new IsakmpPayloadBody.Ke(
                        new() { Data = new(new byte[share.Data.Length]) }),
                },
                _ => payload,
            }));
        Assert.Equal(hasNonce ? 1 : 0, gateway.Said.Count);
        gateway.Said.Clear();
        slow.Talk(gateway);
        Assert.Equal(slow.Row!.Id, gateway.Row!.Id);
    }

    [Fact]
    public void Strangers_who_are_at_the_bound_of_all_do_not_make_room_before_that_either()
    {
        using var gateway = _sides.Make(isGateway: true, SignedSides.Mars);
        var peer = Asking("carol.example");
        gateway.Hear(peer.Said.Dequeue());
        peer.Hear(gateway.Said.Dequeue());
        for (var at = 0; at < 2 * PhaseOneAnswers.MostOfOne; at++)
        {
            // Keys, and no signature.
            var stranger = Side("carol.example");
            stranger.Begin(PhaseOneMode.Main);
            gateway.Hear(stranger.Said.Dequeue());
            stranger.Hear(gateway.Said.Dequeue());
            gateway.Hear(stranger.Said.Dequeue());
            gateway.Said.Clear();
        }

        peer.Talk(gateway);
        Assert.Equal(peer.Row!.Id, gateway.Row!.Id);
    }

    [Fact]
    public void By_a_shared_key_too_whoever_only_asks_makes_room_behind_two_seconds()
    {
        using var gateway = new IsakmpSide(1, isGateway: true, takesAggressive: true);
        for (var at = 0; at < PhaseOneAnswers.MostOfOne; at++)
        {
            gateway.Hear(Keyed().Said.Dequeue());
            Assert.Single(gateway.Said);
            gateway.Said.Clear();
        }

        var peer = Keyed();
        var first = peer.Said.Dequeue();
        gateway.Hear(first);
        Assert.Empty(gateway.Said);

        gateway.Tick(PhaseOneAnswers.SignedStays);
        gateway.Said.Clear();
        gateway.Hear(first);
        peer.Hear(gateway.Said.Dequeue());
        peer.Talk(gateway);
        Assert.Equal(peer.Row!.Id, gateway.Row!.Id);

        IsakmpSide Keyed()
        {
            var side = new IsakmpSide(++_last, isGateway: false);
            _held.Add(side);
            side.Begin(PhaseOneMode.Aggressive);
            return side;
        }
    }

    [Fact]
    public void A_signed_answer_is_said_again_once_in_two_seconds_however_often_it_is_asked_for()
    {
        using var gateway = _sides.Make(isGateway: true, SignedSides.Mars);
        var first = Asking("carol.example").Said.Dequeue();
        gateway.Hear(first);
        var answer = gateway.Said.Dequeue();
        Assert.True(answer.Length > 2 * first.Length);
        Ask(times: 100, said: 0);
        gateway.Tick(SaidAgain.After);
        Ask(times: 100, said: 1);
        Ask(times: 100, said: 0);

        void Ask(int times, int said)
        {
            for (var at = 0; at < times; at++)
            {
                gateway.Hear(first);
            }

            Assert.Equal(Enumerable.Repeat(answer, said), gateway.Said);
            gateway.Said.Clear();
        }
    }

    /// <summary>Keys are made for few answers: beyond them it is begun anew, by another cookie, and
    /// does not stay deaf until its time is up.</summary>
    [Theory]
    [InlineData(2, true)]
    [InlineData(3, false)]
    public void Whom_we_ask_is_believed_behind_few_others_that_have_answered(
        int others, bool isMade)
    {
        using var gateway = _sides.Make(isGateway: true, SignedSides.Mars);
        gateway.Begin(PhaseOneMode.Aggressive);
        var first = gateway.Said.Dequeue();
        for (var at = 0; at < others; at++)
        {
            using var forged = Answering(SignedSides.Forged);
            forged.Hear(first);
            Assert.Empty(gateway.Ends);
            gateway.Hear(forged.Said.Dequeue());
            Assert.Empty(gateway.Said);
        }

        Assert.Equal(isMade ? [] : [null], gateway.Ends);
        Assert.Equal(
            isMade ? [] : ["is answered for by whoever does not prove it"], gateway.Complaints);
        using var peer = Answering(SignedSides.Carol);
        peer.Hear(first);
        gateway.Hear(peer.Said.Dequeue());
        gateway.Talk(peer);
        Assert.Equal(isMade, gateway.Row is not null);
        Assert.Equal(isMade, peer.Row is not null);
        if (!isMade)
        {
            gateway.Begin(PhaseOneMode.Aggressive);
            gateway.Talk(peer);
            Assert.Equal([null, peer.Row!.Id], gateway.Ends);
        }
    }

    [Fact]
    public void An_answer_that_costs_no_keys_ends_nothing_however_often_it_comes()
    {
        using var gateway = _sides.Make(isGateway: true, SignedSides.Mars);
        using var peer = Answering(SignedSides.Carol);
        gateway.Begin(PhaseOneMode.Aggressive);
        peer.Hear(gateway.Said.Dequeue());
        var answer = peer.Said.Dequeue();
        var unsigned = Changed(answer, payload =>
            payload.Body is IsakmpPayloadBody.Signature ? null : payload);
        for (var at = 0; at < 10 * PhaseOneMessages.DoubtsMax; at++)
        {
            gateway.Hear(unsigned);
        }

        gateway.Hear(answer);
        gateway.Talk(peer);
        Assert.Equal([peer.Row!.Id], gateway.Ends);
    }

    private static Octets Changed(
        Octets message, Func<IsakmpPayloadValue, IsakmpPayloadValue?> change)
    {
        Assert.True(PhaseOneMessages.TryRead(message.Span, out var header, out _, out _));
        return new((header with
        {
            Payloads = [.. header.Payloads!.Value.Select(change).OfType<IsakmpPayloadValue>()],
        }).ToArray());
    }

    private static Octets IdentityOf(string name) =>
        IdentityText.Read($"fqdn:{name}")!.Value;

    /// <summary>How many of strangers with a name are answered, who say nothing more.</summary>
    private int Signatures(IsakmpSide gateway, string name, int times)
    {
        var answered = 0;
        for (var at = 0; at < times; at++)
        {
            gateway.Hear(Asking(name).Said.Dequeue());
            answered += gateway.Said.Count;
            gateway.Said.Clear();
        }

        return answered;
    }

    private IsakmpSide Asking(string name)
    {
        var side = Side(name);
        side.Begin(PhaseOneMode.Aggressive);
        return side;
    }

    private IsakmpSide Answering(MadeCertificate own)
    {
        var side = _sides.Make(isGateway: false, own, member: ++_last, takesAggressive: true);
        _held.Add(side);
        return side;
    }

    private IsakmpSide Side(string name)
    {
        var side = _sides.Make(isGateway: false, SignedSides.Carol, ++_last, name);
        _held.Add(side);
        return side;
    }
}
