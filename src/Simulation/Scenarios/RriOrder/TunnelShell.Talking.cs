using Holdfast.StateMachines;
using static Holdfast.StateMachines.Rri.ReverseRouteInjection;

namespace Holdfast.Simulation.Scenarios.RriOrder;

/// <content>What it says to the other end.</content>
internal sealed partial class TunnelShell
{
    /// <summary>What an end asks for now; null: nothing.</summary>
    private static TunnelRequest? Question(TunnelConfig config, TunnelTalk talk) =>
        talk.Asked is { } open ? (talk.IsFresh ? null : open)
        : talk.Restarts ? Fresh(config, talk, TunnelWish.Create, 0)
        : talk.Sas.FirstOrDefault(sa => sa.Fate == TunnelFate.Closes) is { Id: not 0 } closing
            ? new(talk.Ike, TunnelWish.Delete, closing.Id, 0)
            : null;

    private static TunnelRequest Fresh(
        TunnelConfig config, TunnelTalk talk, TunnelWish wish, ulong sa)
    {
        var name = (ulong)(2 * (talk.Made + 1)) + (uint)config.Self;
        return new(wish == TunnelWish.Create ? name : talk.Ike, wish, sa, name);
    }

    private void Ask(TunnelRequest request)
    {
        _talk = _talk with
        {
            Made = _talk.Asked == request || request.New == 0 ? _talk.Made : _talk.Made + 1,
            Asked = request,
            IsFresh = true,
            Restarts = false,
        };
        _said.Add(new TunnelOutput.Say(new(request, IsAnswer: false, IsAccepted: false)));
        _reason = new("RFC 7296 §2.1", "a request, again in each unit until it is answered");
    }

    private void Want(TunnelWish wish)
    {
        if (wish == TunnelWish.Create)
        {
            _talk = _talk with { Restarts = _talk is { Ike: 0, Asked: null } };
            return;
        }

        var wanted = _talk.Sas.LastOrDefault(
            sa => sa is { IsReady: true, Fate: TunnelFate.Stays });
        if (wanted.Id == 0)
        {
            return;
        }

        if (wish == TunnelWish.Delete)
        {
            _talk = _talk.With(wanted with { Fate = TunnelFate.Leaves });
            _steady = _steady.Ended();
            Obey(_table!.Down(Instant.Zero, wanted.Id));
        }
        else if (_talk.Asked is null)
        {
            Ask(Fresh(config, _talk, TunnelWish.Rekey, wanted.Id));
        }
    }

    private void Answer(TunnelRequest request)
    {
        if (_talk.Answered is { } before && before.Request == request)
        {
            _toDo.Add(new TunnelWork.Say(before));
            return;
        }

        if (request.Wish == TunnelWish.Create && request.Ike != _talk.Ike)
        {
            // RFC 7296 §2.4: whoever makes its first IKE SA has no other one.
            ForgetPeer();
            _talk = _talk with { Ike = request.Ike };
        }

        if (request.Ike != _talk.Ike)
        {
            return;
        }

        var answer = new TunnelMessage(request, IsAnswer: true, IsAccepted: MayAccept(request));
        _talk = _talk with { Answered = answer };
        if (config.Flaw == TunnelFlaw.AnsweredBeforeDone)
        {
            _toDo.Add(new TunnelWork.Say(answer));
        }

        if (answer.IsAccepted)
        {
            Accept(request);
        }

        if (config.Flaw != TunnelFlaw.AnsweredBeforeDone)
        {
            _toDo.Add(new TunnelWork.Say(answer));
        }
    }

    // RFC 7296 §2.25.1: an SA that is being closed is not rekeyed.
    private bool MayAccept(TunnelRequest request) =>
        request.Wish != TunnelWish.Rekey
        || _talk.Find(request.Sa) is { Fate: TunnelFate.Stays };

    private void Accept(TunnelRequest request)
    {
        var isReady = config.Flaw == TunnelFlaw.SentUnproven;
        switch (request.Wish)
        {
            case TunnelWish.Create:
                Begin(request, isReady);
                break;
            case TunnelWish.Rekey:
                Succeed(request, isReady);
                break;
            case TunnelWish.Delete:
                Close(request.Sa);
                break;
        }
    }

    /// <summary>The other end has answered.</summary>
    private void Conclude(TunnelMessage message)
    {
        var request = message.Request;
        if (_talk.Asked != request)
        {
            return;
        }

        _talk = _talk with { Asked = null, IsFresh = false };
        switch (request.Wish)
        {
            case TunnelWish.Create:
                _talk = _talk with { Ike = request.Ike };
                Begin(request, isReady: true);
                break;
            case TunnelWish.Rekey when message.IsAccepted:
                Succeed(request, isReady: true);
                break;
            case TunnelWish.Delete:
                _toDo.Add(new TunnelWork.Remove(request.Sa));
                break;
            case TunnelWish.Rekey:
                break;
        }
    }

    private void Begin(TunnelRequest request, bool isReady)
    {
        Install(new(request.New, 0, isReady, TunnelFate.Stays));
        _table!.TryUp(
            Instant.Zero, 0, [config.Routes.Prefix], ClaimOf(request.New, isReady),
            out var change);
        Obey(change);
    }

    private void Succeed(TunnelRequest request, bool isReady)
    {
        // RFC 7296 §2.8.1: of two SAs for one, the nonces say which is closed by whoever made it;
        // here they are against alice.
        if (isReady && config.Self != Maker
            && _talk.Sas.Any(sa => sa.Replaces == request.Sa && sa.Fate != TunnelFate.Gone))
        {
            _talk = _talk.With(new(request.New, 0, IsReady: true, TunnelFate.Closes));
            _toDo.Add(new TunnelWork.Receive(request.New));
            return;
        }

        Install(new(request.New, request.Sa, isReady, TunnelFate.Stays));
        if (_talk.Find(request.Sa) is { Fate: TunnelFate.Stays } old)
        {
            _steady = _steady.Begun(isRouted: _kernel.Uses == old.Id);
            _talk = isReady ? _talk.With(old with { Fate = TunnelFate.Leaves }) : _talk;
        }

        if (config.Flaw == TunnelFlaw.DeletedBeforeAdded && isReady)
        {
            Obey(_table!.Down(Instant.Zero, request.Sa));
            Begin(request, isReady);
            return;
        }

        _table!.TryRekey(
            Instant.Zero, 0, [config.Routes.Prefix], request.Sa, ClaimOf(request.New, isReady),
            out var change);
        Obey(change);
    }

    private void Install(TunnelSa sa)
    {
        if (_talk.IndexOf(sa.Id) >= 0)
        {
            return;
        }

        _talk = _talk.With(sa);
        _toDo.Add(new TunnelWork.Receive(sa.Id));
        if (sa.IsReady)
        {
            _toDo.Add(new TunnelWork.Send(sa.Id));
        }
    }

    /// <summary>RFC 7296 §2.8: what arrives over a new SA shows that the other end has it.
    /// </summary>
    private void Prove(ulong sa)
    {
        if (_talk.Find(sa) is { IsReady: false, Fate: TunnelFate.Stays } known)
        {
            _talk = _talk.With(known with { IsReady = true });
            _toDo.Add(new TunnelWork.Send(sa));
            Obey(_table!.Ready(Instant.Zero, sa));
        }
    }

    /// <summary>The other end uses an SA no more; whoever closes an old one has the new one.
    /// </summary>
    private void Close(ulong sa)
    {
        foreach (var successor in _talk.Sas.Where(one => one.Replaces == sa))
        {
            Prove(successor.Id);
        }

        if (_talk.Find(sa) is { } known)
        {
            _talk = _talk.With(known with { Fate = TunnelFate.Gone });
            if (_talk.Sas.All(one => one.Replaces != sa))
            {
                _steady = _steady.Ended();
            }

            Obey(_table!.Lost(Instant.Zero, sa));
        }
    }

    /// <summary>All SAs with the other end are of no use.</summary>
    private void ForgetPeer()
    {
        _steady = _steady.Ended();
        foreach (var sa in _talk.Sas)
        {
            _talk = _talk.With(sa with { Fate = TunnelFate.Gone });
        }

        Obey(_table!.PeerDead(Instant.Zero, Peer));
        _toDo.AddRange(_talk.Sas.Select(sa => new TunnelWork.Remove(sa.Id)));
        _talk = _talk with { Ike = 0, Asked = null, IsFresh = false, Answered = null };
    }

    private Claim ClaimOf(ulong sa, bool isReady) =>
        new(sa, Peer, new(null, config.IsShared ? Shared : (int)sa), isReady);
}
