using Holdfast.Protocol.Cryptography;
using Holdfast.Protocol.Ike;
using Holdfast.StateMachines;

namespace Holdfast.Simulation.Simulator;

/// <summary>
/// IKE SAs of which no more is known than that somebody greeted: they live and die with one member,
/// are bounded, and from a number on a cookie has to come back first (RFC 7296 §2.6).
/// </summary>
/// <param name="provider">Computes cookies.</param>
/// <param name="secret">32 octets of this start.</param>
internal sealed class HalfOpenSas(CryptoProvider provider, byte[] secret) : IDisposable
{
    /// <summary>So many, and cookies are wanted.</summary>
    public const int Open = 32;

    /// <summary>More there never are: those beyond the first ones have shown a cookie, so they are
    /// where they say.</summary>
    public const int Max = 1_024;

    /// <summary>So long one is half open.</summary>
    public static readonly TimeSpan Lasts = TimeSpan.FromSeconds(30);

    private readonly Secret _secret = new(secret);
    private readonly Dictionary<IkeSpi, IkeSpi> _responders = [];
    private readonly Queue<(IkeSpi Initiator, IkeSpi Responder, Instant Until)> _ages = new();

    /// <summary>How many there are.</summary>
    public int Count => _responders.Count;

    /// <summary>The cookie that has to come back; null: none has to.</summary>
    public byte[]? CookieFor(
        ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> address, IkeSpi initiator,
        ReadOnlySpan<byte> shown, Instant now)
    {
        Forget(now);
        return _responders.Count < Open
            || CookieMaker.IsAuthentic(provider, _secret, nonce, address, initiator, shown)
                ? null
                : CookieMaker.Make(provider, 1, _secret, nonce, address, initiator);
    }

    /// <summary>The SPI with which somebody is answered, the same as before where it asks again;
    /// null: there is no room.</summary>
    public IkeSpi? Answer(IkeSpi initiator, Func<IkeSpi> draw, Instant now)
    {
        Forget(now);
        if (_responders.TryGetValue(initiator, out var known))
        {
            return known;
        }

        if (_responders.Count >= Max)
        {
            return null;
        }

        var responder = _responders[initiator] = draw();
        _ages.Enqueue((initiator, responder, now + Lasts));
        return responder;
    }

    /// <summary>One is half open no more.</summary>
    public void Done(IkeSpi initiator) => _responders.Remove(initiator);

    /// <summary>Zeroes its secret.</summary>
    public void Dispose() => _secret.Dispose();

    private void Forget(Instant now)
    {
        while (_ages.TryPeek(out var oldest) && oldest.Until <= now)
        {
            // One that is done may have come again since.
            _ages.Dequeue();
            if (_responders.GetValueOrDefault(oldest.Initiator) == oldest.Responder)
            {
                _responders.Remove(oldest.Initiator);
            }
        }
    }
}
