using Holdfast.Protocol;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ikev1;
using Holdfast.StateMachines.Replication;
using Config = Holdfast.StateMachines.Ikev1.QuickResponder.Config;
using Input = Holdfast.StateMachines.Ikev1.QuickResponder.Input;
using Output = Holdfast.StateMachines.Ikev1.QuickResponder.Output;
using State = Holdfast.StateMachines.Ikev1.QuickResponder.State;

namespace Holdfast.Simulation.Simulator.Ikev1;

/// <summary>Quick modes that peers begin: each in one <see cref="QuickResponder"/>, in the memory
/// of that box alone. Each is of a peer that has proved who it is, and ends by itself.</summary>
/// <param name="box">The box.</param>
/// <param name="isCluster">Whether the answer leaves with the fact that makes the CHILD SA.</param>
internal sealed class QuickResponses(IHandshakeBox box, bool isCluster)
{
    private const int NonceLength = 32;

    private static readonly TimeSpan Lingers = TimeSpan.FromSeconds(30);
    private static readonly QuickPeer Nobody = new([], []);

    private static readonly Config Settings = Config.TryCreate(
        new() { Retries = IsakmpSecrets.Retries }, out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());

    private readonly Dictionary<(IkeSaId Ike, MessageId Id), Response> _open = [];

    /// <summary>Whether one is under way, or was a while ago.</summary>
    public bool Has(IkeSaId ike, MessageId id) => _open.ContainsKey((ike, id));

    /// <summary>What a peer says in one.</summary>
    /// <param name="secrets">Those of the ISAKMP SA.</param>
    /// <param name="ike">The ISAKMP SA.</param>
    /// <param name="id">The message ID.</param>
    /// <param name="octets">The message.</param>
    /// <param name="caller">What becomes of it, where it is the first one.</param>
    public void Hear(
        IsakmpSecrets secrets, IkeSaId ike, MessageId id, ReadOnlySpan<byte> octets,
        QuickCaller caller)
    {
        if (!_open.TryGetValue((ike, id), out var response))
        {
            response = new(this, (ike, id), secrets, caller);
        }

        if (response.Read(octets, caller) is { } input)
        {
            _open[(ike, id)] = response;
            response.Hear(input);
        }
    }

    /// <summary>A packet has shown that the peer has a CHILD SA.</summary>
    public void Used(Spi inbound)
    {
        foreach (var response in _open.Values.ToArray())
        {
            if (response.State is State.Waiting waiting && waiting.Made.Child.Inbound == inbound)
            {
                response.Hear(new Input.Used());
            }
        }
    }

    /// <summary>Nothing of them is left.</summary>
    public void Clear() => _open.Clear();

    private sealed class Response(
        QuickResponses all, (IkeSaId Ike, MessageId Id) key, IsakmpSecrets secrets,
        QuickCaller caller)
        : Course<Config, State, Input, Output>(QuickResponder.Machine, Settings, all.Box)
    {
        protected override bool IsThere => all._open.GetValueOrDefault(key) == this;

        /// <summary>What a message is; whom it is about is known once it is open.</summary>
        public Input? Read(ReadOnlySpan<byte> octets, QuickCaller from)
        {
            Span<byte> nonce = stackalloc byte[NonceLength];
            if (State is State.Idle)
            {
                all.Box.Fill(nonce);
            }

            var input = secrets.Work.Read(
                State, secrets.Standing(new(key.Ike.Initiator, key.Ike.Responder)), octets,
                from.Flow, (default, new(nonce)), Nobody);
            return input is not Input.Asked asked ? input
                : asked.Message.Proposals is { } offer
                    && IsakmpPayloads.SpiIn(offer) is { } theirs
                    && caller.Serve(theirs) is var (peer, inbound)
                    ? asked with { Half = asked.Half with { Inbound = inbound }, Peer = peer }
                : null;
        }

        protected override Input? Work(Output output) => secrets.Work.Do(output);

        protected override void Carry(Input input, Output output)
        {
            switch (output)
            {
                case Output.Send when all.IsCluster && input is Input.Committed:
                    break;
                case Output.Send(var octets):
                    caller.Send(octets);
                    break;
                case Output.Inform(var isakmp, var information):
                    if (secrets.Work.Say(
                        isakmp, all.Box.DrawMessageId(secrets.IsUsed), information) is { } said)
                    {
                        caller.Send(said);
                    }

                    break;
                case Output.Establish(var made):
                    caller.Establish(made, isFact => Settle(made, isFact));
                    break;
                case Output.Use:
                    caller.Use();
                    break;
                case Output.Abandon:
                    caller.Abandon();
                    break;
                default:
                    break;
            }
        }

        protected override void Rest(Input first)
        {
            switch (State)
            {
                case State.Idle or State.Gone:
                    Forget();
                    break;
                case State.Up:
                    // What comes late is of this one, and says nothing any more.
                    all.Box.Later(Lingers, Forget);
                    break;
                default:
                    Plan();
                    break;
            }
        }

        private void Settle(QuickSa made, bool isFact)
        {
            if (IsThere)
            {
                Hear(isFact ? new Input.Committed() : new Input.NotCommitted());
            }

            // Whoever goes on with the keys has copies.
            secrets.Forget(made.Child.Keys);
        }

        private void Forget()
        {
            if (IsThere)
            {
                all._open.Remove(key);
            }
        }
    }

    private IHandshakeBox Box => box;

    private bool IsCluster => isCluster;
}
