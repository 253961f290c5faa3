using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ikev1;
using Config = Holdfast.StateMachines.Ikev1.PhaseOneInitiator.Config;
using Input = Holdfast.StateMachines.Ikev1.PhaseOneInitiator.Input;
using Output = Holdfast.StateMachines.Ikev1.PhaseOneInitiator.Output;
using State = Holdfast.StateMachines.Ikev1.PhaseOneInitiator.State;
using UdpFlow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;

namespace Holdfast.Simulation.Simulator.Ikev1;

/// <summary>ISAKMP SAs that a box begins: each in one <see cref="PhaseOneInitiator"/>, in the
/// memory of that box alone.</summary>
/// <param name="keys">Where the secrets are.</param>
/// <param name="box">The box.</param>
internal sealed class PhaseOneAttempts(IsakmpHandshakeKeys keys, IHandshakeBox box) : IDisposable
{
    private const int NonceLength = 32;

    private static readonly Config Settings = Config.TryCreate(
        new()
        {
            Suites = [IsakmpSecrets.Suite],
            Retries = IsakmpSecrets.Retries,
            Traits = PhaseOneTraits.DeadPeerDetection,
        },
        out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());

    private readonly Dictionary<IkeSpi, Attempt> _open = [];

    /// <summary>Whether one is under way.</summary>
    public bool Has(IkeSpi cookie) => _open.ContainsKey(cookie);

    /// <summary>Begins one by main mode.</summary>
    /// <param name="cookie">Its cookie, drawn.</param>
    /// <param name="wish">What is wanted.</param>
    /// <param name="flow">Over which flow.</param>
    /// <param name="errand">What becomes of it.</param>
    public void Begin(IkeSpi cookie, PhaseOneWish wish, UdpFlow flow, PhaseOneErrand errand)
    {
        Span<byte> nonce = stackalloc byte[NonceLength];
        box.Fill(nonce);
        var attempt = _open[cookie] = new(this, cookie, flow, errand);
        attempt.Hear(new Input.Begin(wish, cookie, new(nonce)));
    }

    /// <summary>What somebody says of one.</summary>
    public void Hear(ReadOnlySpan<byte> octets, IkeSpi cookie)
    {
        if (_open.TryGetValue(cookie, out var attempt)
            && attempt.Read(octets) is { } input)
        {
            attempt.Hear(input);
        }
    }

    /// <summary>One is wanted no more: nobody is told.</summary>
    public void End(IkeSpi cookie)
    {
        if (_open.Remove(cookie, out var attempt))
        {
            // What is to be a fact has its own end.
            attempt.Leave(new Input.Failed());
        }
    }

    /// <summary>Nothing of them is left.</summary>
    public void Clear()
    {
        _open.Clear();
        keys.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => Clear();

    private sealed class Attempt(
        PhaseOneAttempts all, IkeSpi cookie, UdpFlow flow, PhaseOneErrand errand)
        : Course<Config, State, Input, Output>(PhaseOneInitiator.Machine, Settings, all.Box)
    {
        private readonly IsakmpWork _work = new(all.Keys, (_, _) => all.Box.SharedWith(cookie));

        protected override bool IsThere => all._open.GetValueOrDefault(cookie) == this;

        public Input? Read(ReadOnlySpan<byte> octets) => _work.Read(State, octets, flow);

        protected override Input? Work(Output output) => _work.Do(output, flow);

        protected override void Tell(State before, Next<State, Output> next, Input input)
        {
            var what = next.State switch
            {
                State.Gone when before is not State.Gone && input is not Input.NotCommitted =>
                    "gives up",
                State.Offering or State.Exchanging or State.Authenticating
                    when input is Input.Tick && next.Outputs.Count > 0 => "asks again",
                _ => null,
            };
            if (what is not null)
            {
                all.Box.Tell(cookie, what, next.Reason);
            }
        }

        protected override void Carry(Input input, Output output)
        {
            switch (output)
            {
                case Output.Send(var octets, _):
                    errand.Send(octets);
                    break;
                case Output.Inform(var isakmp, var information):
                    if (_work.Say(
                        isakmp,
                        all.Box.DrawMessageId(id => all.Keys.IsUsed(isakmp.Keys.Value, id)),
                        information) is { } said)
                    {
                        errand.Send(said);
                    }

                    break;
                case Output.Establish(var made):
                    errand.Establish(made, all.Keys, isFact => Settle(made, isFact));
                    break;
                case Output.GaveUp:
                    all._open.Remove(cookie);
                    errand.Over();
                    break;
                default:
                    break;
            }
        }

        protected override void Rest(Input first)
        {
            if (State is State.Idle or State.Up or State.Gone)
            {
                all._open.Remove(cookie);
            }
            else
            {
                Plan();
            }
        }

        private void Settle(PhaseOneSa made, bool isFact)
        {
            if (IsThere)
            {
                Hear(isFact ? new Input.Committed() : new Input.NotCommitted());
            }

            // Whoever goes on with the keys has copies.
            all.Keys.Forget(made.Keys.Value);
        }
    }

    private IsakmpHandshakeKeys Keys => keys;

    private IHandshakeBox Box => box;
}
