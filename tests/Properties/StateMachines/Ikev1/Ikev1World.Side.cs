using System.Text;
using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ikev1;
using Instant = Holdfast.StateMachines.Instant;

namespace Holdfast.Tests.Properties.StateMachines.Ikev1;

/// <content>One end of an ISAKMP SA behind phase 1.</content>
internal sealed partial class Ikev1World
{
    /// <summary>One end of an ISAKMP SA behind phase 1.</summary>
    internal sealed class Side(Ikev1World world, PhaseOneSa made, bool isCarol)
    {
        private static readonly TransactionInitiator.Config Asking =
            Ikev1Samples.TransactionInitiators[0];

        private static readonly TransactionResponder.Config Answering =
            Ikev1Samples.TransactionResponders[0];

        private readonly List<(
            TransactionInitiator.State State, Action<TransactionMessage?> Then)> _asks = [];

        private readonly List<(MessageId Id, TransactionResponder.State State)> _answers = [];
        private readonly IsakmpWork _work = isCarol ? world.OfCarol : world.OfMars;
        private readonly IsakmpHandshakeKeys _keys = isCarol ? world.CarolKeys : world.MarsKeys;

        /// <summary>The ISAKMP SA as it is now.</summary>
        public StandingIsakmp Isakmp { get; private set; } = made.Standing;

        public XauthEdge.State Edge { get; private set; } = new XauthEdge.State.Idle();

        public XauthHost.State Host { get; private set; } = new XauthHost.State.Idle();

        public bool HasEnded { get; private set; }

        /// <summary>Who became a fact.</summary>
        public List<Octets> LoggedIn { get; } = [];

        /// <summary>What the peer has said to have taken, and what we have.</summary>
        public bool IsTaken { get; private set; }

        public ModeConfigGrant? Given { get; private set; }

        public bool HasGiven { get; private set; }

        public bool TakesSets { get; set; }

        private IkeRole Role => isCarol ? IkeRole.Initiator : IkeRole.Responder;

        public Instant? Deadline => _asks
            .Select(one => TransactionInitiator.Deadline(Asking, one.State))
            .Concat(_answers.Select(one =>
                TransactionResponder.Deadline(Answering, one.State)))
            .Append(XauthEdge.Deadline(Ikev1Samples.XauthEdges[0], Edge))
            .Append(XauthHost.Deadline(Ikev1Samples.XauthHosts[0], Host))
            .Min();

        public void Begin()
        {
            if (Isakmp.Awaits == Role)
            {
                if (!world.IsSilent)
                {
                    Step(new XauthHost.Input.Begin(Isakmp));
                }
            }
            else if (Isakmp.Awaits is not null)
            {
                Step(new XauthEdge.Input.Begin(Isakmp, (ushort)++world._drawn, new()));
            }
        }

        public void Pull() => Ask(
            ModeConfig.Request(
                (ushort)++world._drawn,
                [
                    IsakmpConfigAttributeType.InternalIp4Address,
                    IsakmpConfigAttributeType.InternalIp4Dns,
                    IsakmpConfigAttributeType.InternalIp4Subnet,
                ]),
            answer => Given = answer is not null && ModeConfig.TryRead(answer, out var grant)
                ? grant
                : null);

        public void Push(ModeConfigGrant grant) => Ask(
            ModeConfig.Set((ushort)++world._drawn, grant),
            answer => HasGiven = IsTaken = answer is not null && ModeConfig.TakesAddress(answer));

        public void Ask(TransactionMessage question, Action<TransactionMessage?> then)
        {
            _asks.Add((new TransactionInitiator.State.Idle(), then));
            Step(_asks.Count - 1, new TransactionInitiator.Input.Begin(
                Isakmp, new((uint)++world._drawn), question));
        }

        public void Tick()
        {
            Step(new XauthEdge.Input.Tick());
            Step(new XauthHost.Input.Tick());
            for (var at = 0; at < _asks.Count; at++)
            {
                Step(at, new TransactionInitiator.Input.Tick());
            }

            for (var at = 0; at < _answers.Count; at++)
            {
                Step(_answers[at].Id, new TransactionResponder.Input.Tick());
            }
        }

        public void Hear(byte[] octets)
        {
            for (var at = 0; at < _asks.Count; at++)
            {
                if (_work.Read(_asks[at].State, octets) is { } heard)
                {
                    Step(at, heard);
                    return;
                }
            }

            foreach (var (id, state) in _answers)
            {
                if (_work.Read(state, Isakmp, octets) is { } again)
                {
                    Step(id, again);
                    return;
                }
            }

            if (_work.Read(new TransactionResponder.State.Idle(), Isakmp, octets)
                is TransactionResponder.Input.Asked asked)
            {
                _answers.Add((asked.Half.Id, new TransactionResponder.State.Idle()));
                Step(asked.Half.Id, asked);
            }
        }

        /// <summary>What is said in an Informational exchange.</summary>
        public void Hear(Information said)
        {
            if (said.Isakmps.Contains(Isakmp.Cookies))
            {
                End();
            }
        }

        private void End()
        {
            if (HasEnded)
            {
                return;
            }

            HasEnded = true;
            Step(new XauthEdge.Input.Failed());
            Step(new XauthHost.Input.Failed());
            for (var at = 0; at < _asks.Count; at++)
            {
                Step(at, new TransactionInitiator.Input.Failed());
            }

            for (var at = 0; at < _answers.Count; at++)
            {
                Step(_answers[at].Id, new TransactionResponder.Input.Failed());
            }

            _keys.Forget(made.Keys.Value);
        }

        private void Step(XauthEdge.Input input)
        {
            var next = XauthEdge.Step(Ikev1Samples.XauthEdges[0], Edge, world._now, input);
            Edge = next.State;
            foreach (var output in next.Outputs)
            {
                switch (output)
                {
                    case XauthEdge.Output.Ask(_, var question):
                        Ask(question, answer => Step(answer is null
                            ? new XauthEdge.Input.Unanswered()
                            : new XauthEdge.Input.Answered(answer)));
                        break;
                    case XauthEdge.Output.Judge(var claim):
                        Step(IsRight(claim)
                            ? new XauthEdge.Input.Granted(claim.Name)
                            : new XauthEdge.Input.Denied());
                        break;
                    case XauthEdge.Output.Establish(_, var name):
                        LoggedIn.Add(name);
                        Step(new XauthEdge.Input.Committed());
                        break;
                    case XauthEdge.Output.Open(var isakmp, _):
                        Isakmp = isakmp;
                        break;
                    case XauthEdge.Output.Inform(var isakmp, var information):
                        world.Say(_work, isakmp, information, isCarol);
                        break;
                    case XauthEdge.Output.End:
                        End();
                        break;
                    case XauthEdge.Output.Forget(var secret):
                        Assert.True(_keys.Forget(secret.Value));
                        break;
                    default:
                        break;
                }
            }
        }

        private bool IsRight(XauthClaim claim) =>
            world.Users.TryGetValue(Encoding.ASCII.GetString(claim.Name.Span), out var password)
            && _keys.SecretOf(claim.Secrets[0].Value.Value)!
                .FixedTimeEquals(Encoding.ASCII.GetBytes(password));

        private void Step(XauthHost.Input input)
        {
            var next = XauthHost.Step(Ikev1Samples.XauthHosts[0], Host, world._now, input);
            Host = next.State;
            foreach (var output in next.Outputs)
            {
                switch (output)
                {
                    case XauthHost.Output.Prompt:
                        Step(world.User is var (name, password)
                            ? new XauthHost.Input.Typed(
                                new(Encoding.ASCII.GetBytes(name)),
                                [
                                    new(
                                        IsakmpConfigAttributeType.XauthUserPassword,
                                        new(_keys.Keep(Encoding.ASCII.GetBytes(password)))),
                                ])
                            : new XauthHost.Input.NotTyped());
                        break;
                    case XauthHost.Output.Answer(var id, var message):
                        Step(id, new TransactionResponder.Input.Decided(message));
                        break;
                    case XauthHost.Output.PassOver(var id):
                        Step(id, new TransactionResponder.Input.PassedOver());
                        break;
                    case XauthHost.Output.Open(var isakmp):
                        Isakmp = isakmp;
                        break;
                    case XauthHost.Output.Inform(var isakmp, var information):
                        world.Say(_work, isakmp, information, isCarol);
                        break;
                    case XauthHost.Output.End:
                        End();
                        break;
                    case XauthHost.Output.Forget(var secret):
                        Assert.True(_keys.Forget(secret.Value));
                        break;
                    default:
                        break;
                }
            }
        }

        private void Step(int at, TransactionInitiator.Input input)
        {
            var next = TransactionInitiator.Step(Asking, _asks[at].State, world._now, input);
            _asks[at] = (next.State, _asks[at].Then);
            foreach (var output in next.Outputs)
            {
                if (_work.Do(output) is { } then)
                {
                    Step(at, then);
                }
                else if (output is TransactionInitiator.Output.Send(var octets))
                {
                    world.Send(octets, isCarol);
                }
                else if (output is TransactionInitiator.Output.Tell(var answer))
                {
                    _asks[at].Then(answer);
                }
                else if (output is TransactionInitiator.Output.GaveUp)
                {
                    _asks[at].Then(null);
                }
            }
        }

        private void Step(MessageId id, TransactionResponder.Input input)
        {
            var at = _answers.FindIndex(one => one.Id == id);
            var next = TransactionResponder.Step(
                Answering, _answers[at].State, world._now, input);
            _answers[at] = (id, next.State);
            foreach (var output in next.Outputs)
            {
                if (_work.Do(output) is { } then)
                {
                    Step(id, then);
                }
                else if (output is TransactionResponder.Output.Send(var octets))
                {
                    world.Send(octets, isCarol);
                }
                else if (output is TransactionResponder.Output.Decide(_, var question))
                {
                    Decide(id, question);
                }
            }
        }

        private void Decide(MessageId id, TransactionMessage question)
        {
            var party = new TransactionParty(Role, Isakmp.Awaits)
            {
                Grant = TakesSets ? null : world.Gives,
                TakesSets = TakesSets,
            };
            switch (TransactionRoute.Of(question, party))
            {
                case TransactionRoute.ByHost:
                    Step(new XauthHost.Input.Asked(id, question));
                    break;
                case TransactionRoute.Answer(var message, var taken):
                    Given = taken ?? Given;
                    HasGiven |= question.Type == IsakmpConfigType.Request
                        && ModeConfig.TakesAddress(message);
                    Step(id, new TransactionResponder.Input.Decided(message));
                    break;
                default:
                    Step(id, new TransactionResponder.Input.PassedOver());
                    break;
            }
        }
    }
}
