using System.Runtime.CompilerServices;
using System.Security.Cryptography;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// A keyed function over octets that come in pieces: integrity of AH, and the PRFs of IKE. Ready
/// for the next message after each result. Not for two threads at a time; disposing it zeroes the
/// key.
/// </summary>
public abstract class Mac : IDisposable
{
    private const int ResultLengthMax = 64;

    /// <summary>A keyed function, its key inside.</summary>
    protected Mac(MacAlgorithm algorithm)
    {
        Algorithm = algorithm;
        Length = algorithm.OutputLength;
    }

    /// <summary>The function.</summary>
    public MacAlgorithm Algorithm { get; }

    /// <summary>Octets of the whole result.</summary>
    public int Length { get; }

    /// <summary>Takes in a piece of the message.</summary>
    public abstract void Append(ReadOnlySpan<byte> piece);

    /// <summary>
    /// Ends the message and writes the first octets of the result, as many as
    /// <paramref name="destination"/> has, at most <see cref="Length"/>.
    /// </summary>
    public abstract void Finish(Span<byte> destination);

    /// <summary>
    /// Ends the message and says whether its result begins with that ICV; takes as long whether or
    /// not it does. The right ICV of a packet that has another is not left on the stack.
    /// </summary>
    /// <param name="icv">The ICV as received, at most <see cref="Length"/> octets.</param>
    [SkipLocalsInit]
    internal virtual bool FinishEquals(ReadOnlySpan<byte> icv)
    {
        Span<byte> right = (stackalloc byte[ResultLengthMax])[..icv.Length];
        Finish(right);
        var same = CryptographicOperations.FixedTimeEquals(right, icv);
        CryptographicOperations.ZeroMemory(right);
        return same;
    }

    /// <summary>Zeroes the key.</summary>
    public void Dispose()
    {
        Dispose(disposing: true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Zeroes the key.</summary>
    protected abstract void Dispose(bool disposing);

    /// <summary>The algorithm, never the key.</summary>
    public override string ToString() => Algorithm.ToString();
}
