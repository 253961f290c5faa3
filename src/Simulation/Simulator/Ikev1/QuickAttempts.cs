using Holdfast.Codec;
using Holdfast.Protocol;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ikev1;
using Holdfast.StateMachines.Replication;
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
    private const int StepsMax = 32;

    private static readonly TimeSpan Lingers = TimeSpan.FromSeconds(30);

    private static readonly QuickInitiator.Config Config = QuickInitiator.Config.TryCreate(
        new() { Retries = IsakmpSecrets.Retries }, out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());

    private readonly Dictionary<(IkeSaId Ike, MessageId Id), Entry> _open = [];

    private sealed class Entry
    {
        public required IsakmpSecrets Secrets { get; init; }

        public required QuickErrand Errand { get; init; }

        public State State { get; set; } = new State.Idle();

        public Instant? Planned { get; set; }
    }

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
        var entry = _open[(ike, id)] = new() { Secrets = secrets, Errand = errand };
        Step((ike, id), entry, new Input.Begin(wish, id, new(nonce), inbound));
    }

    /// <summary>What the peer says in one.</summary>
    public void Hear(IkeSaId ike, MessageId id, ReadOnlySpan<byte> octets)
    {
        if (_open.TryGetValue((ike, id), out var entry)
            && entry.Secrets.Work.Read(entry.State, octets, entry.Errand.Flow) is { } input)
        {
            Step((ike, id), entry, input);
        }
    }

    /// <summary>One is wanted no more: nobody is told.</summary>
    public void End(IkeSaId ike, MessageId id)
    {
        if (_open.Remove((ike, id), out var entry))
        {
            foreach (var output in QuickInitiator.Step(
                Config, entry.State, box.Now, new Input.Failed()).Outputs)
            {
                if (output is Output.Forget)
                {
                    entry.Secrets.Work.Do(output);
                }
            }
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

    private void Step((IkeSaId Ike, MessageId Id) key, Entry entry, Input first)
    {
        var inputs = new Queue<Input>([first]);
        for (var steps = 0; inputs.TryDequeue(out var input); steps++)
        {
            if (steps > StepsMax)
            {
                throw new InvalidOperationException("quick mode goes on without an end");
            }

            var next = QuickInitiator.Step(Config, entry.State, box.Now, input);
            entry.State = next.State;
            foreach (var output in next.Outputs)
            {
                if (entry.Secrets.Work.Do(output) is { } answer)
                {
                    inputs.Enqueue(answer);
                }
                else
                {
                    Carry(key, entry, input, output);
                }
            }

            if (_open.GetValueOrDefault(key) != entry)
            {
                return;
            }
        }

        switch (entry.State)
        {
            case State.Up when !isCluster && first is not Input.Repeated:
                box.Later(Lingers, () => Forget(key, entry));
                break;
            case State.Up when !isCluster:
                break;
            case State.Idle or State.Up or State.Gone:
                _open.Remove(key);
                break;
            default:
                Plan(key, entry);
                break;
        }
    }

    private void Carry(
        (IkeSaId Ike, MessageId Id) key, Entry entry, Input input, Output output)
    {
        switch (output)
        {
            case Output.Send when isCluster && input is Input.Committed:
                break;
            case Output.Send(var octets):
                entry.Errand.Send(octets);
                break;
            case Output.Inform(var isakmp, var information):
                if (entry.Secrets.Work.Say(
                    isakmp, box.DrawMessageId(entry.Secrets.IsUsed), information) is { } said)
                {
                    entry.Errand.Send(said);
                }

                break;
            case Output.Establish(var made):
                entry.Errand.Establish(made, isFact => Settle(key, entry, made, isFact));
                break;
            case Output.GaveUp:
                _open.Remove(key);
                entry.Errand.Over();
                break;
            default:
                break;
        }
    }

    private void Settle(
        (IkeSaId Ike, MessageId Id) key, Entry entry, QuickSa made, bool isFact)
    {
        if (_open.GetValueOrDefault(key) == entry)
        {
            Step(key, entry, isFact ? new Input.Committed() : new Input.NotCommitted());
        }

        // Whoever goes on with the keys has copies.
        entry.Secrets.Forget(made.Child.Keys);
    }

    private void Forget((IkeSaId Ike, MessageId Id) key, Entry entry)
    {
        if (_open.GetValueOrDefault(key) == entry)
        {
            _open.Remove(key);
        }
    }

    private void Plan((IkeSaId Ike, MessageId Id) key, Entry entry)
    {
        if (QuickInitiator.Deadline(Config, entry.State) is not { } due || entry.Planned == due)
        {
            return;
        }

        entry.Planned = due;
        box.Later(due > box.Now ? due - box.Now : TimeSpan.Zero, () =>
        {
            if (_open.GetValueOrDefault(key) == entry && entry.Planned == due)
            {
                entry.Planned = null;
                Step(key, entry, new Input.Tick());
            }
        });
    }
}
