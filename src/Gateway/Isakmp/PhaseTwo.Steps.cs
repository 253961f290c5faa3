using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ikev1;
using Holdfast.StateMachines.Replication;

namespace Holdfast.Gateway.Isakmp;

/// <content>Steps of quick modes, and what they want done.</content>
internal sealed partial class PhaseTwo
{
    private void Step(
        (IkeSaId Ike, MessageId Id) key, Answer answer, QuickResponder.Input first)
    {
        var inputs = new Queue<QuickResponder.Input>([first]);
        for (var steps = 0; inputs.TryDequeue(out var input); steps++)
        {
            Bound(steps);
            var next = QuickResponder.Step(_answering, answer.State, _now(), input);
            answer.State = next.State;
            foreach (var output in next.Outputs)
            {
                switch (output)
                {
                    case QuickResponder.Output.Send
                        when input is QuickResponder.Input.Committed:
                        break;
                    case QuickResponder.Output.Send(var octets):
                        _holder.Send([octets], answer.Flow);
                        break;
                    case QuickResponder.Output.Inform(var isakmp, var information):
                        _holder.Inform(isakmp, information);
                        break;
                    case QuickResponder.Output.Establish(var made):
                        _holder.Establish(
                            made, _keys, isFact => Settle(key, answer, made, isFact));
                        break;
                    case QuickResponder.Output.Use(var inbound):
                        _holder.Use(inbound);
                        break;
                    case QuickResponder.Output.Abandon(var inbound):
                        _holder.Abandon(inbound);
                        break;
                    default:
                        if (_work.Do(output) is { } computed)
                        {
                            inputs.Enqueue(computed);
                        }

                        break;
                }
            }
        }

        // What comes again is known by the message that is a fact, and its ID is used.
        if (answer.State is QuickResponder.State.Idle or QuickResponder.State.Up
            or QuickResponder.State.Gone)
        {
            _answers.Remove(key);
        }
    }

    private static string? WhyOf(QuickInitiator.Output.GaveUp gaveUp) =>
        gaveUp.Refusal is { } refusal ? $"refuses a CHILD SA: {refusal.Data.Tag}"
            : gaveUp.Told is { } told ? $"answers with what we refuse: {told.Data.Tag}"
            : null;

    private void Settle(
        (IkeSaId Ike, MessageId Id) key, Answer answer, QuickSa made, bool isFact)
    {
        if (_answers.GetValueOrDefault(key) == answer)
        {
            Step(
                key, answer,
                isFact
                    ? new QuickResponder.Input.Committed()
                    : new QuickResponder.Input.NotCommitted());
            Plan();
        }

        // Whoever goes on with the keys has copies.
        _keys.Forget(made.Child.Keys.Value);
    }

    private void Step(
        (IkeSaId Ike, MessageId Id) key, Question question, QuickInitiator.Input first)
    {
        var inputs = new Queue<QuickInitiator.Input>([first]);
        for (var steps = 0; inputs.TryDequeue(out var input); steps++)
        {
            Bound(steps);
            var next = QuickInitiator.Step(_asking, question.State, _now(), input);
            question.State = next.State;
            foreach (var output in next.Outputs)
            {
                switch (output)
                {
                    case QuickInitiator.Output.Send
                        when input is QuickInitiator.Input.Committed:
                        break;
                    case QuickInitiator.Output.Send(var octets):
                        _holder.Send([octets], question.Flow);
                        break;
                    case QuickInitiator.Output.Inform(var isakmp, var information):
                        _holder.Inform(isakmp, information);
                        break;
                    case QuickInitiator.Output.Establish(var made):
                        _holder.Establish(
                            made, _keys, isFact => Settle(key, question, made, isFact));
                        break;
                    case QuickInitiator.Output.GaveUp gaveUp:
                        question.Why = WhyOf(gaveUp);
                        break;
                    default:
                        if (_work.Do(output) is { } answer)
                        {
                            inputs.Enqueue(answer);
                        }

                        break;
                }
            }
        }

        if (question.State is QuickInitiator.State.Idle or QuickInitiator.State.Up
            or QuickInitiator.State.Gone && _questions.Remove(key))
        {
            question.Then(
                (question.State as QuickInitiator.State.Up)?.Inbound, question.Why);
        }
    }

    private void Settle(
        (IkeSaId Ike, MessageId Id) key, Question question, QuickSa made, bool isFact)
    {
        if (_questions.GetValueOrDefault(key) == question)
        {
            Step(
                key, question,
                isFact
                    ? new QuickInitiator.Input.Committed()
                    : new QuickInitiator.Input.NotCommitted());
            Plan();
        }

        _keys.Forget(made.Child.Keys.Value);
    }

    private static void Bound(int steps)
    {
        if (steps > StepsMax)
        {
            throw new GatewayException("quick mode goes on without an end");
        }
    }
}
