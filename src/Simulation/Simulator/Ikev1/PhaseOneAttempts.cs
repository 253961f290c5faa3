using Holdfast.Codec;
using Holdfast.Protocol.Ike;
using Holdfast.Protocol.Ike.V1;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ikev1;
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
    private const int StepsMax = 32;

    private static readonly PhaseOneInitiator.Config Config = PhaseOneInitiator.Config.TryCreate(
        new()
        {
            Suites = [IsakmpSecrets.Suite],
            Retries = IsakmpSecrets.Retries,
            Traits = PhaseOneTraits.DeadPeerDetection,
        },
        out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());

    private readonly Dictionary<IkeSpi, Entry> _open = [];

    private sealed class Entry
    {
        public required IsakmpWork Work { get; init; }

        public required UdpFlow Flow { get; init; }

        public required PhaseOneErrand Errand { get; init; }

        public State State { get; set; } = new State.Idle();

        public Instant? Planned { get; set; }
    }

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
        var entry = _open[cookie] = new()
        {
            Work = new(keys, (_, _) => box.SharedWith(cookie)),
            Flow = flow,
            Errand = errand,
        };
        Step(cookie, entry, new Input.Begin(wish, cookie, new(nonce)));
    }

    /// <summary>What somebody says of one.</summary>
    public void Hear(ReadOnlySpan<byte> octets, IkeSpi cookie)
    {
        if (_open.TryGetValue(cookie, out var entry)
            && entry.Work.Read(entry.State, octets, entry.Flow) is { } input)
        {
            Step(cookie, entry, input);
        }
    }

    /// <summary>One is wanted no more: nobody is told.</summary>
    public void End(IkeSpi cookie)
    {
        if (_open.Remove(cookie, out var entry))
        {
            // What it was computing with is zeroed; what is to be a fact has its own end.
            foreach (var output in PhaseOneInitiator.Step(
                Config, entry.State, box.Now, new Input.Failed()).Outputs)
            {
                if (output is Output.Forget)
                {
                    entry.Work.Do(output, entry.Flow);
                }
            }
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

    private void Step(IkeSpi cookie, Entry entry, Input first)
    {
        var inputs = new Queue<Input>([first]);
        for (var steps = 0; inputs.TryDequeue(out var input); steps++)
        {
            if (steps > StepsMax)
            {
                throw new InvalidOperationException("phase 1 goes on without an end");
            }

            var before = entry.State;
            var next = PhaseOneInitiator.Step(Config, before, box.Now, input);
            entry.State = next.State;
            Tell(cookie, before, next, input);
            foreach (var output in next.Outputs)
            {
                if (entry.Work.Do(output, entry.Flow) is { } answer)
                {
                    inputs.Enqueue(answer);
                }
                else
                {
                    Carry(cookie, entry, output);
                }
            }

            if (_open.GetValueOrDefault(cookie) != entry)
            {
                // What was carried out has ended it.
                return;
            }
        }

        if (entry.State is State.Idle or State.Up or State.Gone)
        {
            _open.Remove(cookie);
        }
        else
        {
            Plan(cookie, entry);
        }
    }

    private void Tell(IkeSpi cookie, State before, Next<State, Output> next, Input input)
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
            box.Tell(cookie, what, next.Reason);
        }
    }

    private void Carry(IkeSpi cookie, Entry entry, Output output)
    {
        switch (output)
        {
            case Output.Send(var octets, _):
                entry.Errand.Send(octets);
                break;
            case Output.Inform(var isakmp, var information):
                if (entry.Work.Say(
                    isakmp, box.DrawMessageId(id => keys.IsUsed(isakmp.Keys.Value, id)),
                    information) is { } said)
                {
                    entry.Errand.Send(said);
                }

                break;
            case Output.Establish(var made):
                entry.Errand.Establish(made, keys, isFact => Settle(cookie, entry, made, isFact));
                break;
            case Output.GaveUp:
                _open.Remove(cookie);
                entry.Errand.Over();
                break;
            default:
                break;
        }
    }

    private void Settle(IkeSpi cookie, Entry entry, PhaseOneSa made, bool isFact)
    {
        if (_open.GetValueOrDefault(cookie) == entry)
        {
            Step(cookie, entry, isFact ? new Input.Committed() : new Input.NotCommitted());
        }

        // Whoever goes on with the keys has copies.
        keys.Forget(made.Keys.Value);
    }

    private void Plan(IkeSpi cookie, Entry entry)
    {
        if (PhaseOneInitiator.Deadline(Config, entry.State) is not { } due || entry.Planned == due)
        {
            return;
        }

        entry.Planned = due;
        box.Later(due > box.Now ? due - box.Now : TimeSpan.Zero, () =>
        {
            if (_open.GetValueOrDefault(cookie) == entry && entry.Planned == due)
            {
                entry.Planned = null;
                Step(cookie, entry, new Input.Tick());
            }
        });
    }
}
