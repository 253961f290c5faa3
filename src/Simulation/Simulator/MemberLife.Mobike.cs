using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Network;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Mobike;
using Holdfast.StateMachines.Replication;
using MobikePath = Holdfast.StateMachines.Mobike.Path;

namespace Holdfast.Simulation.Simulator;

/// <content>
/// Peers that move, RFC 4555: the shipped machine of the responder says which path messages and
/// CHILD SAs take. Where a peer is becomes a fact with the answer to it, so whoever takes over
/// sends there.
/// </content>
internal sealed partial class MemberLife
{
    private const int CookieLength = 16;

    private readonly Dictionary<IkeSaId, MobikeResponder.State> _mobike = [];
    private readonly Dictionary<IkeSaId, Place> _packetsTo = [];
    private MobikeResponder.Config? _mobikeConfig;

    private MobikeResponder.Config MobikeConfig(HostAddress shared) =>
        _mobikeConfig ??= MobikeResponder.Config.TryCreate(
            new() { Shared = [shared] }, out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());

    /// <summary>What a request of a peer means for its path: what is answered besides, what is to
    /// be a fact with the answer, and what is done then.</summary>
    private Items<IkePayloadValue> Mobike(
        IkeSaId ike, IkeContent content, List<Change> changes, ref Action<bool>? then)
    {
        if (_stage.Agreements.Of(ike.Initiator) is not { IsMobile: true } agreement
            || MobikeMessages.ClassifyRequest(
                Descriptions.NotifiesIn(content.Payloads),
                new(new(EndOf(agreement), content.From), IkePort, IkePort),
                isAllowed: true) is not { } input)
        {
            return [];
        }

        Items<IkePayloadValue> answered = [];
        foreach (var output in Mobike(ike, agreement, input))
        {
            switch (output)
            {
                case MobikeResponder.Output.Answer answer:
                    answered = Descriptions.Of(MobikeMessages.Answer(answer));
                    break;
                case MobikeResponder.Output.UseForIke(var path):
                    changes.Add(Found(ike, agreement, path));
                    then += isFact => Settle(agreement, path, isFact);
                    break;
                case MobikeResponder.Output.SendCheck:
                    // It is asked where it is by then, so it has to be a fact first.
                    then += isFact =>
                    {
                        if (isFact)
                        {
                            Check(ike, agreement);
                        }
                    };
                    break;
                case MobikeResponder.Output.UseForChildSas or MobikeResponder.Output.CloseSa
                    or MobikeResponder.Output.Announce:
                    Carry(ike, agreement, output);
                    break;
            }
        }

        return answered;
    }

    private void MobikeAnswered(IkeSaId ike, Agreement agreement, MobikeResponder.Input input)
    {
        foreach (var output in Mobike(ike, agreement, input))
        {
            Carry(ike, agreement, output);
        }
    }

    private Outputs<MobikeResponder.Output> Mobike(
        IkeSaId ike, Agreement agreement, MobikeResponder.Input input)
    {
        var next = MobikeResponder.Step(
            MobikeConfig(EndOf(agreement)), MobikeOf(ike, agreement), Now, input);
        _mobike[ike] = next.State;
        return next.Outputs;
    }

    private void Carry(IkeSaId ike, Agreement agreement, MobikeResponder.Output output)
    {
        switch (output)
        {
            case MobikeResponder.Output.UseForIke(var path):
                Propose(
                    [Found(ike, agreement, path)], isFact => Settle(agreement, path, isFact));
                break;
            case MobikeResponder.Output.UseForChildSas(var path):
                _packetsTo[ike] = new(path.Remote, 0);
                Readdress(ike);
                break;
            case MobikeResponder.Output.SendCheck:
                Check(ike, agreement);
                break;
            case MobikeResponder.Output.CloseSa:
                Ask(ike, ExchangeType.Informational, Descriptions.DeleteOfIke(), _ =>
                    Propose([new Change.IkeDown(ike)]));
                break;
            case MobikeResponder.Output.Answer or MobikeResponder.Output.Announce:
                // A gateway of one address has no others to tell of, and what is answered goes
                // with its request.
                break;
        }
    }

    /// <summary>The fact where a peer is. Its packets stay where they are until it was asked.
    /// </summary>
    private Change.IkeDescribed Found(IkeSaId ike, Agreement agreement, MobikePath path)
    {
        _packetsTo.TryAdd(ike, PlaceOf(ike));
        return new(ike, Encoded(agreement, new(path.Remote, 0)));
    }

    private void Settle(Agreement agreement, MobikePath path, bool isFact)
    {
        if (isFact)
        {
            _greeters[agreement.Peer] = new(path.Remote, 0);
            _stage.Tell(MomentKind.Peer, _box.Name, $"has {agreement.Peer} at {path.Remote}");
        }
    }

    /// <summary>RFC 4555 §3.7: a cookie that only who is there can send back.</summary>
    private void Check(IkeSaId ike, Agreement agreement)
    {
        Span<byte> drawn = stackalloc byte[CookieLength];
        _box.Chance.Fill(drawn);
        var cookie = new Octets(drawn);
        Mobike(ike, agreement, new MobikeResponder.Input.Sent(cookie));
        Ask(
            ike, ExchangeType.Informational, Descriptions.Of([MobikeMessages.Cookie2(cookie)]),
            answer => MobikeAnswered(
                ike, agreement,
                answer is null
                    ? new MobikeResponder.Input.Unanswered()
                    : MobikeMessages.ClassifyCheckAnswer(Descriptions.NotifiesIn(answer))));
    }

    private MobikeResponder.State MobikeOf(IkeSaId ike, Agreement agreement)
    {
        var here = EndOf(agreement);
        return _mobike.TryGetValue(ike, out var state)
            ? state
            : MobikeResponder.Step(
                MobikeConfig(here), new MobikeResponder.State.Off(), Now,
                new MobikeResponder.Input.Promoted(new(here, PlaceOf(ike).Address))).State;
    }

    /// <summary>A reign begins: peers are where the former one has committed last.</summary>
    private void EndMoves()
    {
        _mobike.Clear();
        _packetsTo.Clear();
    }
}
