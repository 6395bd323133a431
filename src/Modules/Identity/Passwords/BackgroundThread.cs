using System.Runtime.InteropServices;

namespace Crm.Identity.Passwords;

/// <summary>Lets a thread that only computes take the time that nobody else wants.</summary>
internal static class BackgroundThread
{
    private const int OwnThread = 0;
    private const int Nice = 5;

    /// <summary>Until the calling thread ends: one without privileges cannot take it back, so it must not be one of the pool's.</summary>
    /// <remarks><c>Thread.Priority</c> does nothing on Linux, where a thread has a niceness of its own: setpriority(2), "C library/kernel differences".</remarks>
    public static void StepBack()
    {
        if (OperatingSystem.IsLinux()) _ = SetPriority(which: 0, OwnThread, Nice);
        else Thread.CurrentThread.Priority = ThreadPriority.BelowNormal;
    }

    [DllImport("libc", EntryPoint = "setpriority")]
    private static extern int SetPriority(int which, int who, int priority);
}
