using Holdfast.Codec;
using Holdfast.StateMachines;
using static Holdfast.StateMachines.Resumption.ResumptionGateway;

namespace Holdfast.Simulation.Scenarios.Tickets;

/// <summary>
/// A member around the shipped machine. Law: what others have to know is agreed on once the other
/// member has acknowledged it, or is known to be off; who starts knows nothing until it is told.
/// </summary>
internal ref struct TicketShell(TicketConfig config, TicketSide.Member member, Instant now)
{
    /// <summary>The one IKE SA, its peer and its keys.</summary>
    private const ulong Sa = 7;
    private const ulong Peer = 9;

    private const ulong OfSa = 0;

    private TicketSide.Member _member = member;
    private Outputs<TicketWord> _said = [];
    private Reason _reason;

    public static Next<TicketSide, TicketWord> Step(
        TicketConfig config, TicketSide.Member member, Instant now, TicketInput input)
    {
        var shell = new TicketShell(config, member, now);
        shell.Take(input);
        return new(shell._member, shell._said, shell._reason);
    }

    private void Take(TicketInput input)
    {
        if (input is TicketInput.Start)
        {
            _member = new(
                Initial(config.Gateway, now), IsUp: true, _member.Boot + 1, IsOtherOn: true,
                [], []);
            Say(new TicketWord.Hello(_member.Boot, IsAnswer: false));
            return;
        }

        if (!_member.IsUp)
        {
            return;
        }

        switch (input)
        {
            case TicketInput.Crash:
                _member = new(
                    Initial(config.Gateway, now), IsUp: false, _member.Boot, IsOtherOn: true,
                    [], []);
                break;
            case TicketInput.OtherIsOff:
                OtherIsOff();
                break;
            case TicketInput.Tick:
                Do(new Input.Tick());
                break;
            case TicketInput.Hear(var word):
                Hear(word);
                break;
            case TicketInput.Ask or TicketInput.Show or TicketInput.Prove or TicketInput.Delete
                or TicketInput.Start:
                break;
        }
    }

    private void Hear(TicketWord word)
    {
        switch (word)
        {
            case TicketWord.Request(_, var id):
                Do(new Input.Requested(id, Sa, Peer, new(id)));
                break;
            case TicketWord.Shown(_, var id, var left):
                Do(new Input.ShownValue(FactsOf(id), left));
                break;
            case TicketWord.Proven(_, var id, var left) when _member.Halves.Contains(id):
                _member = _member with { Halves = Without(_member.Halves, id) };
                Do(new Input.Proven(FactsOf(id), left, Peer));
                break;
            case TicketWord.Deletes:
                Do(new Input.SaDeleted(Sa));
                break;
            case TicketWord.Spent(OfSa, var left):
                Do(new Input.SaDeletedElsewhere(Sa, left));
                Say(new TicketWord.Heard(OfSa));
                break;
            case TicketWord.Spent(var id, var left):
                Do(new Input.SpentElsewhere(id, left));
                Say(new TicketWord.Heard(id));
                break;
            case TicketWord.Heard(var id) when _member.Unheard.Contains(id):
                Agree(id);
                break;
            case TicketWord.Hello hello:
                Welcome(hello);
                break;
            case TicketWord.Told(var boot, var all) when boot == _member.Boot:
                foreach (var told in all)
                {
                    Do(told);
                }

                KnowsFromNowOn();
                break;
            default:
                break;
        }
    }

    private void OtherIsOff()
    {
        _member = _member with { IsOtherOn = false };
        foreach (var id in _member.Unheard)
        {
            Agree(id);
        }

        KnowsFromNowOn();
    }

    /// <summary>Nobody knows more than this member, which knows nothing.</summary>
    private void KnowsFromNowOn()
    {
        if (_member.Is.Since is null)
        {
            Do(new Input.Knows(TimeSpan.Zero));
        }
    }

    /// <summary>The other member has started: from now on it is asked, and it is told what there
    /// is; what waits is said again, for who was there before has not heard it.</summary>
    private void Welcome(TicketWord.Hello hello)
    {
        _member = _member with { IsOtherOn = true };
        if (_member.Is.Since is null && !hello.IsAnswer)
        {
            Say(new TicketWord.Hello(_member.Boot, IsAnswer: true));
        }

        Say(new TicketWord.Told(hello.Boot, Told(_member.Is, now)));
        foreach (var id in _member.Unheard)
        {
            Say(new TicketWord.Spent(id, config.Gateway.Lifetime));
        }
    }

    private void Agree(ulong id)
    {
        _member = _member with { Unheard = Without(_member.Unheard, id) };
        if (id == OfSa)
        {
            Say(new TicketWord.Deleted());
        }
        else
        {
            Do(new Input.Agreed(id));
        }
    }

    private void Share(ulong id, TimeSpan left)
    {
        _member = _member with { Unheard = [.. _member.Unheard.Append(id).Distinct().Order()] };
        if (_member.IsOtherOn)
        {
            Say(new TicketWord.Spent(id, left));
        }
        else
        {
            Agree(id);
        }
    }

    private void Do(Input input)
    {
        var next = config.Step(config.Gateway, _member.Is, now, input);
        _member = _member with { Is = next.State };
        _reason = next.Reason;
        foreach (var output in next.Outputs)
        {
            switch (output)
            {
                case Output.Grant(var facts, var lifetime, _):
                    Say(new TicketWord.Given(facts.Id, lifetime));
                    break;
                case Output.Resume(var facts, _):
                    _member = _member with
                    {
                        Halves = [.. _member.Halves.Append(facts.Id).Distinct().Order()],
                    };
                    break;
                case Output.Share(var id, var left):
                    Share(id, left);
                    break;
                case Output.ShareDeleted(_, var left):
                    Share(OfSa, left);
                    break;
                case Output.Accept(var id):
                    Say(new TicketWord.Resumed(id));
                    break;
                case Output.Deny or Output.Refuse or Output.DropFormer or Output.DropNew
                    or Output.Forget:
                    break;
            }
        }
    }

    private void Say(TicketWord word) => _said = _said.Add(word);

    private static Facts FactsOf(ulong id) => new(id, Sa, Peer, new(id));

    private static Items<ulong> Without(Items<ulong> ids, ulong id) =>
        [.. ids.Where(one => one != id)];
}
