using Holdfast.Protocol;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines.Ikev1;
using Holdfast.StateMachines.Replication;
using Config = Holdfast.StateMachines.Ikev1.QuickInitiator.Config;
using Input = Holdfast.StateMachines.Ikev1.QuickInitiator.Input;
using Output = Holdfast.StateMachines.Ikev1.QuickInitiator.Output;
using State = Holdfast.StateMachines.Ikev1.QuickInitiator.State;

namespace Holdfast.Simulation.Simulator.Ikev1;

/// <summary>Quick modes that a box begins: each in one <see cref="QuickInitiator"/>, in the memory
/// of that box alone.</summary>
/// <param name="box">The box.</param>
/// <param name="isCluster">Whether the last word leaves with the fact that makes the CHILD SA,
/// which repeats it; else it is repeated here for a while.</param>
internal sealed class QuickAttempts(IHandshakeBox box, bool isCluster)
{
    private const int NonceLength = 32;

    private static readonly TimeSpan Lingers = TimeSpan.FromSeconds(30);

    private static readonly Config Settings = Config.TryCreate(
        new() { Retries = IsakmpSecrets.Retries }, out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());

    private readonly Dictionary<(IkeSaId Ike, MessageId Id), Attempt> _open = [];

    /// <summary>Whether one is under way, or its last word may be asked for again.</summary>
    public bool Has(IkeSaId ike, MessageId id) => _open.ContainsKey((ike, id));

    /// <summary>Begins one.</summary>
    /// <param name="secrets">Those of the ISAKMP SA.</param>
    /// <param name="ike">The ISAKMP SA.</param>
    /// <param name="id">Its message ID, drawn.</param>
    /// <param name="wish">What is wanted.</param>
    /// <param name="inbound">Where we receive, drawn.</param>
    /// <param name="errand">What becomes of it.</param>
    public void Begin(
        IsakmpSecrets secrets, IkeSaId ike, MessageId id, QuickWish wish, Spi inbound,
        QuickErrand errand)
    {
        Span<byte> nonce = stackalloc byte[NonceLength];
        box.Fill(nonce);
        var attempt = _open[(ike, id)] = new(this, (ike, id), secrets, errand);
        attempt.Hear(new Input.Begin(wish, id, new(nonce), inbound));
    }

    /// <summary>What the peer says in one.</summary>
    public void Hear(IkeSaId ike, MessageId id, ReadOnlySpan<byte> octets)
    {
        if (_open.TryGetValue((ike, id), out var attempt)
            && attempt.Read(octets) is { } input)
        {
            attempt.Hear(input);
        }
    }

    /// <summary>One is wanted no more: nobody is told.</summary>
    public void End(IkeSaId ike, MessageId id)
    {
        if (_open.Remove((ike, id), out var attempt))
        {
            attempt.Leave(new Input.Failed());
        }
    }

    /// <summary>Nothing of them is left.</summary>
    public void Clear()
    {
        foreach (var (ike, id) in _open.Keys.ToArray())
        {
            End(ike, id);
        }
    }

    private sealed class Attempt(
        QuickAttempts all, (IkeSaId Ike, MessageId Id) key, IsakmpSecrets secrets,
        QuickErrand errand)
        : Course<Config, State, Input, Output>(QuickInitiator.Machine, Settings, all.Box)
    {
        protected override bool IsThere => all._open.GetValueOrDefault(key) == this;

        public Input? Read(ReadOnlySpan<byte> octets) =>
            secrets.Work.Read(State, octets, errand.Flow);

        protected override Input? Work(Output output) => secrets.Work.Do(output);

        protected override void Carry(Input input, Output output)
        {
            switch (output)
            {
                case Output.Send when all.IsCluster && input is Input.Committed:
                    break;
                case Output.Send(var octets):
                    errand.Send(octets);
                    break;
                case Output.Inform(var isakmp, var information):
                    if (secrets.Work.Say(
                        isakmp, all.Box.DrawMessageId(secrets.IsUsed), information) is { } said)
                    {
                        errand.Send(said);
                    }

                    break;
                case Output.Establish(var made):
                    errand.Establish(made, isFact => Settle(made, isFact));
                    break;
                case Output.GaveUp:
                    all._open.Remove(key);
                    errand.Over();
                    break;
                default:
                    break;
            }
        }

        protected override void Rest(Input first)
        {
            if (State is State.Up && !all.IsCluster)
            {
                if (first is not Input.Repeated)
                {
                    all.Box.Later(Lingers, Forget);
                }
            }
            else if (State is State.Idle or State.Up or State.Gone)
            {
                Forget();
            }
            else
            {
                Plan();
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
