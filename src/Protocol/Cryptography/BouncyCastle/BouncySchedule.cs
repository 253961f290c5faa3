using System.Diagnostics;
using System.Runtime.CompilerServices;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Engines;

namespace Holdfast.Protocol.Cryptography;

/// <summary>
/// A block cipher of BouncyCastle with its key, for one direction: the modes around it may
/// initialise it as often as they like, its key stays, and no mode ever sees it. The schedule lies
/// in pinned memory and is zeroed when disposed.
/// </summary>
/// <remarks>
/// Not wiped, once for each key: what keying Camellia (k, its complement, t) and DES (the bits of
/// the key one by one) computes in locals, until the collector uses their memory again. With
/// libcrypto there, DES alone comes here, and only to read captures.
/// </remarks>
internal sealed class BouncySchedule : IBlockCipher, IDisposable
{
    private readonly PinnedArrays _memory = new();
    private readonly IBlockCipher _engine;
    private readonly bool _encrypts;
    private bool _disposed;

    internal BouncySchedule(CipherName cipher, bool encrypt, ReadOnlySpan<byte> key)
    {
        _engine = BouncyCastleProvider.Engine(cipher);
        _encrypts = encrypt;
        using var given = new BouncyKey(key);
        using var octets = new PinnedArrays();
        switch (_engine)
        {
            case CamelliaEngine camellia:
                // Init copies the key into arrays of its own; this takes ours.
                camellia.Init(encrypt, BouncyKey.Zeroes(key.Length));
                BouncyFields.SetKey(camellia, encrypt, octets.Copy(key));
                break;
            case DesEdeEngine triple:
                triple.Init(encrypt, BouncyKey.Zeroes(key.Length));
                BouncyFields.RoundKeys1(triple) = Des(encrypt, octets.Copy(key[..8]));
                BouncyFields.RoundKeys2(triple) = Des(!encrypt, octets.Copy(key[8..16]));
                BouncyFields.RoundKeys3(triple) = Des(encrypt, octets.Copy(key[16..]));
                break;
            case DesEngine des:
                BouncyFields.RoundKeys(des) = Des(encrypt, octets.Copy(key));
                break;
            default:
                _engine.Init(encrypt, given.Parameter);
                break;
        }

        Move(_engine, _memory);
    }

    public string AlgorithmName => _engine.AlgorithmName;

    /// <summary>Moves the schedule of an engine into pinned memory.</summary>
    internal static void Move(IBlockCipher engine, PinnedArrays memory)
    {
        switch (engine)
        {
            case AesEngine aes:
                foreach (ref var round in BouncyFields.RoundKeys(aes).AsSpan())
                {
                    memory.Move(ref round);
                }

                break;
            case AesEngine_X86:
                memory.Move(ref BouncyFields.RoundKeys(ref Unsafe.Unbox<AesEngine_X86>(engine)));
                break;
            case CamelliaEngine camellia:
                memory.Move(ref BouncyFields.Subkeys(camellia));
                memory.Move(ref BouncyFields.Whitening(camellia));
                memory.Move(ref BouncyFields.Layers(camellia));
                break;
            case DesEdeEngine triple:
                memory.Move(ref BouncyFields.RoundKeys1(triple));
                memory.Move(ref BouncyFields.RoundKeys2(triple));
                memory.Move(ref BouncyFields.RoundKeys3(triple));
                break;
            case DesEngine des:
                memory.Move(ref BouncyFields.RoundKeys(des));
                break;
            default:
                throw new UnreachableException($"{engine.AlgorithmName} is no engine of ours.");
        }
    }

    public void Init(bool forEncryption, ICipherParameters parameters)
    {
        // The key is there; a mode that wants the other direction would compute nonsense.
        if (forEncryption != _encrypts)
        {
            throw new UnreachableException("A mode wants the other direction.");
        }
    }

    public int GetBlockSize() => _engine.GetBlockSize();

    public int ProcessBlock(byte[] inBuf, int inOff, byte[] outBuf, int outOff) =>
        ProcessBlock(inBuf.AsSpan(inOff), outBuf.AsSpan(outOff));

    public int ProcessBlock(ReadOnlySpan<byte> input, Span<byte> output)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _engine.ProcessBlock(input, output);
    }

    /// <summary>Zeroes the schedule.</summary>
    public void Dispose()
    {
        _disposed = true;
        _memory.Dispose();
    }

    private static int[] Des(bool encrypt, byte[] key) =>
        BouncyFields.RoundKeys(null, encrypt, key);
}
