using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Simulation.Network;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Holdfast.StateMachines.Mobike;
using Holdfast.StateMachines.Replication;
using MobikePath = Holdfast.StateMachines.Mobike.Path;

namespace Holdfast.Simulation.Simulator;

/// <content>
/// Peers that move, RFC 4555: the shipped machine of the responder says which path messages and
/// CHILD SAs take. Where a peer is becomes a fact with the answer to it, and that it was asked
/// there another one, so whoever takes over sends there, and asks what was not asked.
/// </content>
internal sealed partial class MemberLife
{
    private const int CookieLength = 16;

    private readonly Dictionary<IkeSaId, MobikeResponder.State> _mobike = [];
    private MobikeResponder.Config? _mobikeConfig;

    /// <summary>Every address on which SAs end at this gateway moves with it.</summary>
    private MobikeResponder.Config MobikeConfig =>
        _mobikeConfig ??= MobikeResponder.Config.TryCreate(
            new()
            {
                Shared =
                [
                    .. _stage.Plan.Sas.Select(sas => _stage.Addresses.End(_box.Gateway, sas))
                        .Distinct(),
                ],
            },
            out var config, out var error)
            ? config
            : throw new InvalidOperationException(error.ToString());

    /// <summary>What a request of a peer means for its path: what is answered besides, what is to
    /// be a fact with the answer, and what is done then.</summary>
    private Items<IkePayloadValue> Mobike(
        IkeSaId said, IkeContent content, List<Change> changes, ref Action<bool>? then)
    {
        // A peer that does not know yet that its IKE SA was rekeyed says it under the old one.
        var ike = HeirOf(said);
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
                    changes.Add(new Change.IkeDescribed(ike, Described(ike, agreement)));
                    if (said != ike)
                    {
                        changes.Add(new Change.IkeDescribed(
                            said,
                            (WhereaboutsOf(said) with { Place = PlaceAt(path), Former = null })
                                .Write(AgreedPlace(agreement))));
                    }

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

    /// <summary>The IKE SA that has the CHILD SAs of another one, RFC 7296 §2.18; itself: it has
    /// them.</summary>
    private IkeSaId HeirOf(IkeSaId ike)
    {
        if (Known(ike) is { IsReplaced: true })
        {
            foreach (var row in _state.Replication.Replica.Sas.Ikes)
            {
                if (WhereaboutsOf(row.Id).Origin is { IsRedundant: false, Ike: { } old }
                    && old == ike)
                {
                    return HeirOf(row.Id);
                }
            }
        }

        return ike;
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
            MobikeConfig, MobikeOf(ike, agreement), Now, input);
        _mobike[ike] = next.State;
        return next.Outputs;
    }

    private void Carry(IkeSaId ike, Agreement agreement, MobikeResponder.Output output)
    {
        switch (output)
        {
            case MobikeResponder.Output.UseForIke or MobikeResponder.Output.UseForChildSas:
                Tell(ike, agreement);
                break;
            case MobikeResponder.Output.SendCheck:
                Check(ike, agreement);
                break;
            case MobikeResponder.Output.CloseSa:
                _exchanges.Want(ike, new ExchangeWish.DeleteIke(), default, _ => { });
                break;
            case MobikeResponder.Output.Answer or MobikeResponder.Output.Announce:
                // A gateway of one address has no others to tell of, and what is answered goes
                // with its request.
                break;
        }
    }

    /// <summary>Where a peer is, by the machine; as long as it is not asked, where it was too.
    /// </summary>
    private Octets Described(IkeSaId ike, Agreement agreement)
    {
        var known = MobikeOf(ike, agreement) switch
        {
            MobikeResponder.State.Settled(var path) => new(PlaceAt(path)),
            MobikeResponder.State.Checking(var former, var path, _)
                when !_stage.Options.Mischief.HasFlag(Mischief.PlacesUnasked) =>
                new(PlaceAt(path), PlaceAt(former)),
            MobikeResponder.State.Checking(_, var path, _) => new(PlaceAt(path)),
            MobikeResponder.State.Off or MobikeResponder.State.Paused
                or MobikeResponder.State.Closed => WhereaboutsOf(ike),
        };
        return (known with { Origin = WhereaboutsOf(ike).Origin }).Write(AgreedPlace(agreement));
    }

    private static Place PlaceAt(MobikePath path) => new(path.Remote, 0);

    /// <summary>What the machine says becomes a fact, and packets go by it then; what was refused
    /// is said again.</summary>
    private void Tell(IkeSaId ike, Agreement agreement)
    {
        if (!Reigns || Known(ike) is not { } sa
            || Described(ike, agreement) is var told && told == sa.Description)
        {
            return;
        }

        Propose([new Change.IkeDescribed(ike, told)], isFact =>
        {
            if (isFact)
            {
                _stage.Tell(
                    MomentKind.Peer, _box.Name,
                    $"has asked {agreement.Peer} at {PacketsTo(ike).Address}");
                Readdress(ike);
            }
            else
            {
                Later(AttemptEvery, () => Tell(ike, agreement));
            }
        });
    }

    private void Settle(Agreement agreement, MobikePath path, bool isFact)
    {
        if (isFact)
        {
            _stage.Tell(MomentKind.Peer, _box.Name, $"has {agreement.Peer} at {path.Remote}");
        }
    }

    /// <summary>RFC 4555 §3.7: a cookie that only who is there can send back.</summary>
    private void Check(IkeSaId ike, Agreement agreement)
    {
        if (Known(ike) is null)
        {
            return;
        }

        Span<byte> drawn = stackalloc byte[CookieLength];
        _box.Chance.Fill(drawn);
        var cookie = new Octets(drawn);
        Mobike(ike, agreement, new MobikeResponder.Input.Sent(cookie));
        Ask(
            ike, ExchangeType.Informational, Descriptions.Of([MobikeMessages.Cookie2(cookie)]),
            answer =>
            {
                // Since it was sent another one may have been.
                if (MobikeOf(ike, agreement) is MobikeResponder.State.Checking checking
                    && checking.Request.Cookie == cookie)
                {
                    MobikeAnswered(
                        ike, agreement,
                        answer is null
                            ? new MobikeResponder.Input.Dropped()
                            : MobikeMessages.ClassifyCheckAnswer(Descriptions.NotifiesIn(answer)));
                }
            });
    }

    private MobikeResponder.State MobikeOf(IkeSaId ike, Agreement agreement) =>
        _mobike.TryGetValue(ike, out var state)
            ? state
            : MobikeResponder.Step(
                MobikeConfig, new MobikeResponder.State.Off(), Now,
                LeftAt(ike, agreement)).State;

    /// <summary>Where the reign before has left a peer.</summary>
    private MobikeResponder.Input.Promoted LeftAt(IkeSaId ike, Agreement agreement)
    {
        var here = EndOf(agreement);
        var left = WhereaboutsOf(ike);
        return new(
            new(here, left.Place.Address),
            left.Former is { } former ? new(here, former.Address) : null);
    }

    /// <summary>A reign begins, or goes on: peers are where the one before has left them, and who
    /// was not asked there is.</summary>
    private void BeginMoves()
    {
        _mobike.Clear();
        foreach (var ike in _state.Replication.Replica.Sas.Ikes.ToArray())
        {
            if (_stage.Agreements.Of(ike.Id.Initiator) is { IsMobile: true } agreement)
            {
                AskIfLeft(ike.Id, agreement);
            }
        }
    }

    private void AskIfLeft(IkeSaId ike, Agreement agreement)
    {
        if (WhereaboutsOf(ike).Former is not null)
        {
            _mobike[ike] = new MobikeResponder.State.Off();
            MobikeAnswered(ike, agreement, LeftAt(ike, agreement));
        }
    }

    /// <summary>IKE SAs of whose peers it knows which path they take.</summary>
    public int MoveCount => _mobike.Count;

    private void SweepMoves()
    {
        foreach (var ike in _mobike.Keys.ToArray())
        {
            if (!_state.Replication.Replica.Sas.Ikes.TryFind(ike.Key, out _))
            {
                _mobike.Remove(ike);
            }
        }
    }

    /// <summary>An IKE SA was rekeyed: what the peer was asked in the old one is asked in the new
    /// one.</summary>
    private void MovesOn(IkeSaId old, Agreement successor)
    {
        _mobike.Remove(old);
        if (_mobike.ContainsKey(successor.Ike))
        {
            MobikeAnswered(successor.Ike, successor, new MobikeResponder.Input.Dropped());
        }
        else if (successor.IsMobile)
        {
            AskIfLeft(successor.Ike, successor);
        }
    }
}
