using Holdfast.Codec;
using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;
using Holdfast.StateMachines.Ike;
using Input = Holdfast.StateMachines.Ike.IkeInitiator.Input;
using Output = Holdfast.StateMachines.Ike.IkeInitiator.Output;
using State = Holdfast.StateMachines.Ike.IkeInitiator.State;
using UdpFlow = Holdfast.StateMachines.Mobike.MobikeMessages.Flow;

namespace Holdfast.Simulation.Simulator;

/// <summary>IKE SAs that a box begins: each in one <see cref="IkeInitiator"/>, in the memory of
/// that box alone.</summary>
/// <param name="keys">Where the secrets are.</param>
/// <param name="followsRedirects">Whether redirects are followed, RFC 5685.</param>
/// <param name="box">The box.</param>
internal sealed class IkeAttempts(
    HandshakeKeys keys, bool followsRedirects, IHandshakeBox box) : IDisposable
{
    /// <summary>How long a request waits for its answer.</summary>
    public static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    /// <summary>How often it is sent.</summary>
    public const int SendsMax = 5;

    private const int NonceLength = 32;
    private const int StepsMax = 64;

    private readonly Dictionary<IkeSpi, Entry> _open = [];

    private sealed class Entry
    {
        public required IkeInitiator.Config Config { get; init; }

        public required HandshakeWork Work { get; init; }

        public required UdpFlow Flow { get; init; }

        public required Errand Errand { get; init; }

        public State State { get; set; } = new State.Idle();

        public Instant? Planned { get; set; }
    }

    /// <summary>Whether one is under way.</summary>
    public bool Has(IkeSpi spi) => _open.ContainsKey(spi);

    /// <summary>Begins one.</summary>
    /// <param name="spi">Its SPI, drawn.</param>
    /// <param name="wish">What is wanted.</param>
    /// <param name="flow">Over which flow.</param>
    /// <param name="errand">What becomes of it.</param>
    /// <param name="inbound">The SPI of its CHILD SA, drawn.</param>
    public void Begin(
        IkeSpi spi, HandshakeWish wish, UdpFlow flow, Errand errand, Protocol.Spi inbound)
    {
        Span<byte> nonce = stackalloc byte[NonceLength];
        box.Fill(nonce);
        var entry = _open[spi] = new()
        {
            Config = ConfigOf(box.ExchangesOf(spi)),
            Work = new(keys, (identity, _) => box.CredentialsOf(spi, identity), int.MaxValue),
            Flow = flow,
            Errand = errand,
        };
        Step(spi, entry, new Input.Begin(wish, spi, new(nonce), inbound));
    }

    /// <summary>Our nonce of one; empty: it is not under way.</summary>
    public Octets NonceOf(IkeSpi spi) =>
        _open.TryGetValue(spi, out var entry) && entry.State is State.Asking asking
            ? asking.Attempt.Nonce
            : default;

    /// <summary>A response of IKE_SA_INIT, IKE_INTERMEDIATE or IKE_AUTH.</summary>
    public void Hear(ReadOnlySpan<byte> octets, IkeSpi initiator)
    {
        if (_open.TryGetValue(initiator, out var entry)
            && entry.Work.Read(entry.State, octets, entry.Flow) is { } input)
        {
            Step(initiator, entry, input);
        }
    }

    /// <summary>One is wanted no more: nobody is told.</summary>
    public void End(IkeSpi spi)
    {
        if (_open.Remove(spi, out var entry))
        {
            // What it was computing with is zeroed; what is to be a fact has its own end.
            foreach (var output in IkeInitiator.Step(
                entry.Config, entry.State, box.Now, new Input.Failed()).Outputs)
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

    private IkeInitiator.Config ConfigOf(int exchanges) => IkeInitiator.Config.TryCreate(
        new()
        {
            Suites = [SaSuites.FirstOf(exchanges)],
            RetryAfter = Every,
            RetryMax = Every,
            SendsMax = SendsMax,
            TakesFragments = false,
            FollowsRedirects = followsRedirects,
        },
        out var config, out var error)
        ? config
        : throw new InvalidOperationException(error.ToString());

    private void Step(IkeSpi spi, Entry entry, Input first)
    {
        var inputs = new Queue<Input>([first]);
        for (var steps = 0; inputs.TryDequeue(out var input); steps++)
        {
            if (steps > StepsMax)
            {
                throw new InvalidOperationException("a handshake goes on without an end");
            }

            var before = entry.State;
            var next = IkeInitiator.Step(entry.Config, before, box.Now, input);
            entry.State = next.State;
            Tell(spi, before, next, input);
            foreach (var output in next.Outputs)
            {
                if (entry.Work.Do(output, entry.Flow) is { } answer)
                {
                    inputs.Enqueue(Completed(entry, answer));
                }
                else
                {
                    Carry(spi, entry, input, output);
                }
            }

            if (_open.GetValueOrDefault(spi) != entry)
            {
                // What was carried out has ended it.
                return;
            }
        }

        if (entry.State is State.Idle or State.Up or State.Gone)
        {
            _open.Remove(spi);
        }
        else
        {
            Plan(spi, entry);
        }
    }

    private Input Completed(Entry entry, Input answer) =>
        answer is Input.Proved proved && entry.State is State.Proving(_, var half)
            ? proved with { Says = box.SaysTo(half.Spis, IkeRole.Initiator, []) }
            : answer;

    private void Tell(
        IkeSpi spi, State before, Next<State, Output> next, Input input)
    {
        var what = next.State switch
        {
            State.Gone when before is not (State.Gone or State.Leaving)
                && next.Outputs.All(output => output is not Output.Redirected) => "gives up",
            State.Leaving when before is not State.Leaving => "leaves",
            State.Asking or State.Exchanging or State.Authenticating
                when input is Input.Tick && next.Outputs.Count > 0 => "asks again",
            _ => null,
        };
        if (what is not null)
        {
            box.Tell(spi, what, next.Reason);
        }
    }

    private void Carry(IkeSpi spi, Entry entry, Input input, Output output)
    {
        switch (output)
        {
            case Output.Send(var octets):
                if (input is Input.Sealed && entry.State is State.Authenticating)
                {
                    entry.Errand.Greeted();
                }

                foreach (var one in octets)
                {
                    entry.Errand.Send(one);
                }

                break;
            case Output.Establish(var made):
                entry.Errand.Establish(made, keys, isFact => Settle(spi, entry, made, isFact));
                break;
            case Output.Redirected(var notify):
                _open.Remove(spi);
                entry.Errand.Redirected(notify);
                break;
            case Output.GaveUp:
                _open.Remove(spi);
                entry.Errand.Over(input is not Input.Tick);
                break;
            default:
                break;
        }
    }

    private void Settle(IkeSpi spi, Entry entry, Established made, bool isFact)
    {
        if (_open.GetValueOrDefault(spi) != entry)
        {
            keys.Forget(made.Keys.Value);
            keys.Forget(made.Child?.Keys.Value ?? 0);
            return;
        }

        Step(spi, entry, isFact ? new Input.Committed() : new Input.NotCommitted());
        if (isFact)
        {
            // Whoever goes on with the keys has copies.
            keys.Forget(made.Keys.Value);
            keys.Forget(made.Child?.Keys.Value ?? 0);
        }
    }

    private void Plan(IkeSpi spi, Entry entry)
    {
        if (IkeInitiator.Deadline(entry.Config, entry.State) is not { } due || entry.Planned == due)
        {
            return;
        }

        entry.Planned = due;
        box.Later(due > box.Now ? due - box.Now : TimeSpan.Zero, () =>
        {
            if (_open.GetValueOrDefault(spi) == entry && entry.Planned == due)
            {
                entry.Planned = null;
                Step(spi, entry, new Input.Tick());
            }
        });
    }
}
