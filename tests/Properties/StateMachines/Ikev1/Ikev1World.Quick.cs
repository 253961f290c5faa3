using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ikev1;

namespace Holdfast.Tests.Properties.StateMachines.Ikev1;

/// <content>Quick mode.</content>
internal sealed partial class Ikev1World
{
    /// <summary>Another quick mode, when the one before is over.</summary>
    public void AgainQuick(Func<StandingIsakmp, QuickWish> wish)
    {
        Quick = new QuickInitiator.State.Idle();
        BeginQuick(wish);
    }

    private void ServeQuick(byte[] octets, IkeSpiPair cookies)
    {
        if (Facts.Find(fact => fact.Standing.Cookies == cookies) is not { } isakmp)
        {
            return;
        }

        for (var at = 0; at < _quicks.Count; at++)
        {
            if (OfMars.Read(
                _quicks[at].State, StandingAtMars(isakmp), octets, Seen, default, Peer)
                is { } input)
            {
                Answer(at, input);
                return;
            }
        }

        if (OfMars.Read(
            new QuickResponder.State.Idle(), StandingAtMars(isakmp), octets, Seen,
            (new((uint)++_drawn), Nonce()), PeerUnder(isakmp)) is { } asked)
        {
            _quicks.Add((StandingAtMars(isakmp), new QuickResponder.State.Idle()));
            Answer(_quicks.Count - 1, asked);
        }
    }

    private void Ask(QuickInitiator.Input input)
    {
        var next = QuickInitiator.Step(_asking, Quick, _now, input);
        Quick = next.State;
        foreach (var output in next.Outputs)
        {
            if (OfCarol.Do(output) is { } then)
            {
                Ask(then);
                continue;
            }

            switch (output)
            {
                case QuickInitiator.Output.Send(var octets):
                    Send(octets, isToMars: true);
                    break;
                case QuickInitiator.Output.Establish(var made):
                    Child = made;
                    Ask(new QuickInitiator.Input.Committed());
                    break;
                case QuickInitiator.Output.Inform(var isakmp, var information):
                    Say(OfCarol, isakmp, information, isToMars: true);
                    break;
                case QuickInitiator.Output.GaveUp gaveUp:
                    Refusal = gaveUp.Refusal ?? gaveUp.Told;
                    break;
                default:
                    break;
            }
        }
    }

    private void Answer(int at, QuickResponder.Input input)
    {
        var (standing, state) = _quicks[at];
        var next = QuickResponder.Step(_answering, state, _now, input);
        _quicks[at] = (standing, next.State);
        foreach (var output in next.Outputs)
        {
            if (OfMars.Do(output) is { } then)
            {
                Answer(at, then);
                continue;
            }

            switch (output)
            {
                case QuickResponder.Output.Send(var octets):
                    Send(octets, isToMars: false);
                    break;
                case QuickResponder.Output.Establish(var made):
                    Children.Add(made);
                    Answer(at, new QuickResponder.Input.Committed());
                    break;
                case QuickResponder.Output.Inform(var isakmp, var information):
                    Say(OfMars, isakmp, information, isToMars: false);
                    break;
                case QuickResponder.Output.Use(var spi):
                    Used.Add(spi);
                    break;
                case QuickResponder.Output.Abandon(var spi):
                    Abandoned.Add(spi);
                    break;
                default:
                    break;
            }
        }
    }
}
